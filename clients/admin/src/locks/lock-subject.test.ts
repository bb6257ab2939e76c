import { describe, expect, it } from 'vitest';
import { lockOfPage } from './lock-subject.ts';

const feature = (name: string, isIncluded: boolean) => ({ feature: name, isIncluded, leastTier: 'tier_2' }) as const;
const STARTER = { features: [feature('team', true), feature('audit_log', true), feature('analytics', false)] };

describe('which pages are locked', () => {
  it.each([
    ['/p/aurelia-creek/activity', 'analytics'],
    ['/audit', undefined],
    ['/p/aurelia-creek/board', undefined],
    ['', undefined],
  ] as const)('GRO-33 on Starter %s is locked by %s', (path, subject) => {
    expect(lockOfPage(path, STARTER, false)).toBe(subject);
  });

  it('SCH-4 nothing is locked while the plan is not known', () => {
    expect(lockOfPage('/audit', null, false)).toBeUndefined();
  });

  it.each([
    ['', undefined],
    ['/plan', undefined],
    ['/frozen', undefined],
    ['/guest-projects/', undefined],
    ['/p/palmera-court/board', undefined],
    ['/team', 'team'],
    ['/settings', 'project'],
    ['/p/palmera-court/import', 'project'],
  ] as const)('UI-10 UI-13 in the Free Guest shell %s is locked by %s', (path, subject) => {
    expect(lockOfPage(path, STARTER, true)).toBe(subject);
  });
});
