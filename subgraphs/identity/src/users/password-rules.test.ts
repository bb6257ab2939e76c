import { expect, it } from 'vitest';
import { passwordIssues } from './password-rules.ts';

const known = { email: 'nadia.rahman@halden.example', names: ['Nadia Rahman', 'Halden & Reyes'] };
const codeOf = (password: string) => passwordIssues(password, known)[0]?.code ?? 'fine';

it('ID-2 security check 21: passwords of leaks, key runs, dates, repeated words and one’s own name are refused, in Latin and Russian, by either judge', () => {
  const guessed = [
    'password1234',
    'Password123456!',
    'p@ssw0rdp@ssw0rd',
    'qwertyuiop123',
    'zaq12wsxcde3',
    '1qaz2wsx3edc',
    'йцукенгшщзхъ',
    'пароль123456',
    'привет привет 1',
    'sunshine2024!!',
    'Summer2026!Dubai',
    'december 2024',
    'football football',
    'Michael Jordan 23',
    'correcthorsebatterystaple',
    'Nadia.Rahman1',
    'Halden2026!!!',
    'aaaaaaaaaaaa',
    '123456789012',
    'abcdefghijkl',
  ];
  expect(guessed.filter((password) => codeOf(password) !== 'COMMON')).toEqual([]);
});

it('ID-2 security check 21: any kinds of characters do, spaces and long ones too, as typed; only length is asked for', () => {
  for (const password of [
    'teacup meadow lantern 7',
    'granite otter violin',
    'blue whale sings opera',
    'J7#kQ!9zLm2$',
    'чайник луг фонарь',
    'ساعة بحر قطار نخلة',
    `${'velvet cactus '.repeat(17)}orbit`,
  ])
    expect(codeOf(password), password).toBe('fine');
  expect(codeOf('tea7 mead%w')).toBe('TOO_SHORT');
  // Counted as people count: four signs that a computer writes as eight.
  expect(codeOf('🐙🐙🐙🐙')).toBe('TOO_SHORT');
  expect(codeOf('x'.repeat(257))).toBe('TOO_LONG');
});

it('ID-2 a long password is as hard to guess as its beginning or its end, and no longer to weigh: what anybody may send keeps nobody waiting', () => {
  // The end of one, the beginning of the other.
  expect(codeOf(`${'qwerty2001'.repeat(8)}teacup meadow lantern 7`)).toBe('fine');
  expect(codeOf(`teacup meadow lantern 7${'qwerty2001'.repeat(8)}`)).toBe('fine');
  expect(codeOf('@a4s5'.repeat(50))).toBe('COMMON');
  const fastest = (password: string) =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const began = performance.now();
        codeOf(password);
        return performance.now() - began;
      }),
    );
  // Its two ends; all of it would take some ten times as long.
  expect(fastest('@a4s5'.repeat(50)) / fastest('@a4s5'.repeat(8))).toBeLessThan(5);
});
