import { Spotlight } from '@mantine/spotlight';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { type PaletteAction, usePaletteSources } from './palette-actions.tsx';
import { useWorkspace } from './workspace.tsx';

const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

/** The keys that open the palette, as the viewer's keyboard names them. */
export const paletteShortcut = isMac ? '⌘ K' : 'Ctrl K';

/** Ctrl/Cmd-K: jump to a unit, a project or a place, or act. */
export function Palette(props: { root: string; places: readonly { to: string; icon: IconName; label: MessageKey }[] }) {
  const t = useT();
  const navigate = useNavigate();
  const { projects, slug } = useWorkspace();
  const sources = usePaletteSources();
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);

  const groups = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    const matches = (label: string) => label.toLowerCase().includes(wanted);
    const actions: PaletteAction[] = [];
    for (const source of sources) actions.push(...source(wanted));
    for (const project of projects) {
      if (!matches(project.name)) continue;
      actions.push({
        id: `project:${project.id}`,
        label: project.name,
        description: project.address ?? undefined,
        icon: 'building',
        group: t('nav.projects'),
        run: () => navigate(`/w/${slug}/p/${project.slug}/board`),
      });
    }
    for (const place of props.places) {
      if (!matches(t(place.label))) continue;
      actions.push({
        id: `place:${place.to}`,
        label: t(place.label),
        icon: place.icon,
        group: t('palette.places'),
        run: () => navigate(place.to),
      });
    }
    return Object.entries(Object.groupBy(actions, (action) => action.group));
  }, [query, sources, projects, slug, props.places, navigate, t]);

  // Spotlight marks the first entry before the new ones are drawn, and what it marked may be gone: Enter would do nothing.
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (groups.length === 0 || query === '' || list.current?.querySelector('[data-selected]')) return;
    list.current?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  }, [groups, query]);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      size={560}
      maxHeight={440}
      scrollable
      yOffset="12vh"
      centered={false}
      overlayProps={{ blur: 0 }}
      // At once, and with the focus in the same task: keys that are typed on the heels of the shortcut must not miss the field.
      transitionProps={{ duration: 0 }}
      onSpotlightOpen={() => search.current?.focus()}
      onSpotlightClose={() => setQuery('')}
    >
      <Spotlight.Search
        ref={search}
        placeholder={t('palette.placeholder')}
        leftSection={<Icon name="search" />}
        aria-label={t('palette.open')}
      />
      <Spotlight.ActionsList ref={list}>
        {groups.map(([group, actions]) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {actions?.map((action) => (
              <Spotlight.Action
                key={action.id}
                label={action.label}
                description={action.description}
                leftSection={<Icon name={action.icon} />}
                onClick={action.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t('palette.empty')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
