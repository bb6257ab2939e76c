import { useMutation } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
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
    try {
      const result = await ask();
      if (result?.__typename === 'ViewAsSuccess') {
        navigate('agentId' in viewed ? `/w/${slug}` : `/w/${slug}/p/${viewed.projectSlug}/board`);
        begin({ workspace: slug, viewId: result.view.viewId, name: result.view.name });
      } else if (result) showToast(refusalText(t, result), 'failed');
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
  return (
    <Menu.Item leftSection={<Icon name="eye" />} onClick={() => void look()}>
      {t('viewAs.start', { name })}
    </Menu.Item>
  );
}
