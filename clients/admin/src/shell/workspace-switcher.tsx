import { Menu } from '@mantine/core';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Monogram } from '@offplan/kit/components/text.tsx';
import { useState } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { roleName } from '../team/role-name.ts';
import { useWorkspace } from './workspace.tsx';

/** From this many workspaces on a search stands over the list. */
const SEARCHED_FROM = 7;

/** The workspace that is open, and the way to each other one (UI-12). */
export function WorkspaceSwitcher() {
  const t = useT();
  const { slug: open, organisation: here, workspaces } = useWorkspace();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = workspaces.filter(({ organisation }) => organisation.name.toLowerCase().includes(wanted));
  const groups = [
    { label: t('workspaces.yours'), entries: shown.filter(({ guest }) => !guest) },
    { label: t('workspaces.guests'), entries: shown.filter(({ guest }) => guest) },
  ];
  return (
    <Menu position="bottom-start" width={280} onClose={() => setSearch('')}>
      <Menu.Target>
        <button type="button" aria-label={t('workspaces.switch', { name: here.name })}>
          <Monogram name={here.name} />
          <span className="o-wsn">{here.name}</span>
          <Icon name="down" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {workspaces.length >= SEARCHED_FROM && (
          <input
            type="search"
            className="o-inp o-ws-find"
            aria-label={t('workspaces.find')}
            placeholder={t('workspaces.find')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        <div className="o-ws-list">
          {groups.map(
            ({ label, entries }) =>
              entries.length > 0 && (
                <div key={label}>
                  <Menu.Label>{label}</Menu.Label>
                  {entries.map(({ organisation, role, guest }) => (
                    <Menu.Item
                      key={organisation.slug}
                      component={Link}
                      to={`/w/${organisation.slug}`}
                      aria-current={organisation.slug === open ? 'true' : undefined}
                      leftSection={<Monogram name={organisation.name} />}
                      rightSection={
                        organisation.status === 'SUSPENDED' ? (
                          <span className="o-badge o-bad">{t('workspaces.suspended')}</span>
                        ) : undefined
                      }
                    >
                      {organisation.name}
                      <small>
                        {guest
                          ? t('workspaces.asGuestOf', { organisation: guest.organisation.name })
                          : roleName(t, role)}
                      </small>
                    </Menu.Item>
                  ))}
                </div>
              ),
          )}
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/workspaces" leftSection={<Icon name="building" />}>
          {t('workspaces.all')}
        </Menu.Item>
        <Menu.Item component={Link} to="/workspaces?create=1" leftSection={<Icon name="plus" />}>
          {t('workspaces.create')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
