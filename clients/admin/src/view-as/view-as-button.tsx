import { useMutation } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { useViewAs } from './view-as.tsx';
import { ViewAsAgentDocument, ViewAsGuestDocument } from './view-documents.ts';

interface ViewAsButtonProps {
  readonly name: string;
  /** An agent of the team, or a guest in one project. Ids are global. */
  readonly viewed:
    | { readonly agentId: string }
    | { readonly guestOrganisationId: string; readonly projectId: string; readonly projectSlug: string };
}

/** An item of a menu that begins to look with somebody's eyes; nothing for whoever may not. */
export function ViewAsButton({ name, viewed }: ViewAsButtonProps) {
  const t = useT();
  const navigate = useNavigate();
  const { slug, can } = useWorkspace();
  const { begin } = useViewAs();
  const { change } = useChange();
  const [asAgent] = useMutation(ViewAsAgentDocument);
  const [asGuest] = useMutation(ViewAsGuestDocument);
  if (!can('view_as')) return null;
  const ask = async () => {
    if ('agentId' in viewed)
      return (await asAgent({ variables: { input: { agentId: viewed.agentId } } })).data?.viewAsAgent;
    const { guestOrganisationId, projectId } = viewed;
    return (await asGuest({ variables: { input: { guestOrganisationId, projectId } } })).data?.viewAsGuest;
  };
  const look = async () => {
    const result = await change(ask);
    if (result?.__typename !== 'ViewAsSuccess') return;
    navigate('agentId' in viewed ? `/w/${slug}` : `/w/${slug}/p/${viewed.projectSlug}/board`);
    begin({ workspace: slug, viewId: result.view.viewId, name: result.view.name });
  };
  return (
    <Menu.Item leftSection={<Icon name="eye" />} onClick={() => void look()}>
      {t('viewAs.start', { name })}
    </Menu.Item>
  );
}
