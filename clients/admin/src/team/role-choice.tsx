import type { Role } from '../generated/graphql.ts';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { roleName } from './role-name.ts';

/** The roles that can be given, the strongest first; an Owner comes by transfer only (ID-22). */
export type GivenRole = 'ADMIN' | 'SALES_MANAGER' | 'SALES_AGENT';

const MEANING: Record<GivenRole, MessageKey> = {
  ADMIN: 'role.adminMeans',
  SALES_MANAGER: 'role.salesManagerMeans',
  SALES_AGENT: 'role.salesAgentMeans',
};

/** The roles that somebody with `role` may give: nobody raises a person above himself, a Sales manager takes in agents only (ID-36). */
export function rolesToGive(role: Role): readonly GivenRole[] {
  if (role === 'OWNER' || role === 'ADMIN') return ['ADMIN', 'SALES_MANAGER', 'SALES_AGENT'];
  return role === 'SALES_MANAGER' ? ['SALES_AGENT'] : [];
}

/** One of the roles, each with what it means. */
export function RoleChoice(props: {
  legend: string;
  value: Role;
  roles: readonly GivenRole[];
  onChange: (role: GivenRole) => void;
}) {
  const t = useT();
  return (
    <fieldset className="o-tiles">
      <legend>{props.legend}</legend>
      {props.roles.map((role) => (
        <label key={role}>
          <input type="radio" name="role" checked={role === props.value} onChange={() => props.onChange(role)} />
          <span>
            <b>{roleName(t, role)}</b>
            <small>{t(MEANING[role])}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
