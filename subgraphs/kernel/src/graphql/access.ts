import { Directive } from 'type-graphql';
import { type Action, rolesAllowed } from '../permissions/matrix.ts';

/**
 * Who may call a root field: `everyone`, a signed-in `person`, somebody inside a `workspace` (member or guest), or the `gateway` itself.
 * An action of the matrix narrows `workspace`; the use case asks the matrix, this names the row (ID-35).
 */
export type Requirement = 'everyone' | 'person' | 'workspace' | 'gateway';

export interface AccessRule {
  requires: Requirement;
  actions: Action[];
  /** Whether it works in a workspace that is suspended, archived or being deleted (SCH-9). */
  whilePaused: boolean;
  /** Of a mutation that changes nothing of the workspace: it looks, and is logged. */
  isLook: boolean;
}

/** Definition of the directive, for the subgraphs' SDL. The gateway's package refuses Apollo's own access directives. */
export const ACCESS_DEFINITION =
  'directive @access(requires: String!, actions: [String!], whilePaused: Boolean, isLook: Boolean) on FIELD_DEFINITION';

/** Declares who may call a root field. A subgraph with a root field that lacks it does not start. */
export function Access(requires: Requirement, ...actions: Action[]): MethodDecorator {
  return accessDirective(requires, actions, '');
}

/** The same for what also works in a workspace that is suspended, archived or being deleted: leaving and recovery (SCH-9). */
export function AccessWhilePaused(requires: Requirement, ...actions: Action[]): MethodDecorator {
  return accessDirective(requires, actions, ', whilePaused: true');
}

/** The same for a mutation by which somebody only looks, and which is logged: open too to whom a plan lets read alone (BIL-23). */
export function AccessToLook(requires: Requirement, ...actions: Action[]): MethodDecorator {
  return accessDirective(requires, actions, ', isLook: true');
}

function accessDirective(requires: Requirement, actions: readonly Action[], more: string): MethodDecorator {
  const list = actions.length > 0 ? `, actions: ${JSON.stringify(actions)}` : '';
  return Directive(`@access(requires: "${requires}"${list}${more})`) as MethodDecorator;
}

/** The sentence on permission at the end of a root field's description, made from the code so that it cannot drift (SCH-16). */
export function accessSentence({ requires, actions }: AccessRule): string {
  switch (requires) {
    case 'everyone':
      return 'Anybody may call this.';
    case 'person':
      return 'Any signed-in person may call this.';
    case 'gateway':
      return 'For the gateway alone.';
    case 'workspace': {
      if (actions.length === 0) return 'Members and guests of the workspace may call this.';
      const roles = new Map<string, boolean>();
      for (const action of actions)
        for (const { role, decision } of rolesAllowed(action))
          roles.set(role, (roles.get(role) ?? true) && decision === 'own');
      const names = [...roles].map(([role, isOwnOnly]) => role.replaceAll('_', ' ') + (isOwnOnly ? ' (own only)' : ''));
      return `May be called by: ${names.join(', ')}.`;
    }
  }
}
