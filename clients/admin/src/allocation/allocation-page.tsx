import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button, Segmented } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ProjectAgentsDocument } from '../agents/agent-documents.ts';
import { AgentsRail } from '../agents/agents-rail.tsx';
import { type Recipient, useAssignToAgent } from '../agents/use-assign-to-agent.ts';
import { agencyHues } from '../board/agency-hues.ts';
import type { CellContext } from '../board/board-cell.tsx';
import { BoardGrid } from '../board/board-grid.tsx';
import type { BoardUnit } from '../board/board-unit.ts';
import { matcher, ZOOMS } from '../board/board-view.ts';
import { BuildingSwitch } from '../board/building-switch.tsx';
import { FilterBar } from '../board/filter-bar.tsx';
import { OfflineBanner } from '../board/offline-banner.tsx';
import { useBoardModel } from '../board/use-board-model.ts';
import { useBoardView } from '../board/use-board-view.ts';
import { InviteGuestDialog } from '../guests/invite-guest-dialog.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { faultText } from '../shell/fault-text.ts';
import { MoreButton } from '../shell/more-button.tsx';
import { reasonText, refusalText } from '../shell/refusal-text.ts';
import { usePages } from '../shell/use-pages.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { AgencyCard } from './agency-card.tsx';
import { AllocationDocument, AssignUnitsDocument, SetAllocationModeDocument } from './allocation-documents.ts';
import { rectangleOf } from './rectangle.ts';
import { SelectionBar } from './selection-bar.tsx';
import '../board/board.css';
import './allocation.css';

/**
 * Who may sell what: drag over units, then give them to an agency, or to somebody of the own team (UI-4, INV-55 to INV-57). The managers
 * of a guest distribute what is assigned to it among its own people (ID-55).
 */
export function AllocationPage() {
  const t = useT();
  const formats = useFormats();
  const workspace = useWorkspace();
  const { facts, live, feed, update } = useProject();
  const { view, change, setFilter } = useBoardView();
  useTitle(`${facts.name} · ${t('nav.allocation')}`);
  const mayAssign = facts.viewerCan.assign.isAllowed;
  const mayAssignToAgents = facts.viewerCan.assignToAgents.isAllowed;
  const among = mayAssign && mayAssignToAgents ? (view.among ?? 'agencies') : mayAssign ? 'agencies' : 'team';
  const isTeam = among === 'team';
  const query = useQuery(AllocationDocument, { variables: { projectId: facts.id }, skip: !mayAssign });
  const { data, error, refetch } = query;
  const pages = usePages(query, { path: ['organisation', 'guestGrants'], isWhole: true });
  const {
    data: team,
    error: teamError,
    refetch: refetchTeam,
  } = useQuery(ProjectAgentsDocument, { variables: { projectId: facts.id }, skip: !mayAssignToAgents });
  const agents = team?.project?.agents ?? undefined;
  const { give: giveToAgent, isBusy: isGiving } = useAssignToAgent(facts.id);
  const [assign, { loading: isAssigning }] = useMutation(AssignUnitsDocument, { fetchPolicy: 'no-cache' });
  const [setMode] = useMutation(SetAllocationModeDocument);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const beforeDrag = useRef<ReadonlySet<string>>(new Set());
  const wasDragged = useRef(false);
  const [isInviting, setInviting] = useState(false);

  const { now, building, all, units, layout, levels, choices, words } = useBoardModel(facts, live.store, view);
  const guestId = workspace.guest?.organisation.id ?? null;
  // An agent is one of those who sell the unit: the host's of the pool, a guest's of what is assigned to it.
  const isMovable = useCallback(
    (unit: BoardUnit) => !isTeam || (unit.assignee?.id ?? null) === guestId,
    [isTeam, guestId],
  );
  const matches = useMemo(() => {
    const isWanted = matcher(view.filter, workspace.user.id, (floorId) => levels.get(floorId) ?? 0);
    return (unit: BoardUnit) => isMovable(unit) && isWanted(unit);
  }, [view.filter, workspace.user.id, levels, isMovable]);
  const grants = useMemo(() => data?.organisation?.guestGrants?.edges.map((edge) => edge.node) ?? [], [data]);
  const hues = useMemo(
    () =>
      isTeam
        ? agencyHues([
            ...(agents ?? []).flatMap(({ person }) => person.id ?? []),
            ...all.flatMap((unit) => unit.agent?.id ?? []),
          ])
        : agencyHues([
            ...grants.flatMap((grant) => grant.organisation?.id ?? []),
            ...all.flatMap((unit) => unit.assignee?.id ?? []),
          ]),
    [isTeam, agents, grants, all],
  );
  const context = useMemo<CellContext>(
    () => ({
      store: live.store,
      recent: live.recent,
      words,
      viewerId: workspace.user.id,
      colour: isTeam ? 'agent' : 'agency',
      heat: null,
      now,
      hues,
      matches,
      isOff: (unit) => !isMovable(unit),
    }),
    [live, words, workspace.user.id, now, hues, matches, isMovable, isTeam],
  );
  const selected = useMemo(() => all.filter((unit) => picked.has(unit.id)), [all, picked]);
  const movable = useMemo(() => new Set(all.filter(isMovable).map((unit) => unit.id)), [all, isMovable]);
  const pick = (ids: Iterable<string>) => setPicked(new Set([...ids].filter((id) => movable.has(id))));

  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    pick(next);
  };
  const onDrag = (from: string, to: string, phase: 'start' | 'move' | 'end') => {
    if (phase === 'start') {
      beforeDrag.current = picked;
      wasDragged.current = false;
    } else if (phase === 'move' && to !== from) {
      wasDragged.current = true;
      pick([...beforeDrag.current, ...rectangleOf(layout, from, to)]);
    } else if (phase === 'move' && wasDragged.current) {
      pick([...beforeDrag.current, from]);
    }
  };
  const onKey = (id: string, event: KeyboardEvent) => {
    if (event.key === ' ') toggle(id);
    else if (event.key === 'Escape') setPicked(new Set());
    else return;
    event.preventDefault();
  };

  const give = async (recipient: Recipient) => {
    if (isTeam) {
      const given = await giveToAgent([...picked], recipient);
      if (!given) return;
      live.store.receive(given);
      setPicked(new Set());
      void refetchTeam();
      return;
    }
    try {
      const answer = await assign({
        variables: { input: { projectId: facts.id, unitIds: [...picked], guestOrganisationId: recipient.id } },
      });
      const result = answer.data?.assignUnits;
      if (result?.__typename === 'AssignUnitsSuccess') {
        live.store.receive(result.units);
        showToast(t('allocation.assigned', { count: result.units.length, agency: recipient.name }));
        setPicked(new Set());
        void refetch();
        if (mayAssignToAgents) void refetchTeam();
      } else showToast(refusalText(t, result), 'failed');
    } catch (fault) {
      showToast(faultText(t, faultCodeOf(fault)), 'failed');
    }
  };
  const changeMode = async (mode: 'CLOSED' | 'OPEN') => {
    try {
      const answer = await setMode({ variables: { input: { projectId: facts.id, mode } } });
      const result = answer.data?.setAllocationMode;
      if (result?.__typename === 'SetAllocationModeSuccess') update({ allocationMode: result.project.allocationMode });
      else showToast(refusalText(t, result), 'failed');
    } catch (fault) {
      showToast(faultText(t, faultCodeOf(fault)), 'failed');
    }
  };

  if (!mayAssign && !mayAssignToAgents) {
    return (
      <main className="o-work" id="work">
        <StateMessage
          icon="lock"
          title={t('allocation.refused')}
          action={
            <Link className="o-btn" to={`/w/${workspace.slug}/p/${facts.slug}/board`}>
              {t('import.toBoard')}
            </Link>
          }
        >
          {reasonText(t, facts.viewerCan.assign.reason, 'allocation.refusedHint')}
        </StateMessage>
      </main>
    );
  }
  const counts = new Map(data?.project?.allocation?.map((row) => [row.guestOrganisation?.id ?? null, row.counts]));
  const active = grants.filter((grant) => grant.status === 'ACTIVE' && grant.organisation);
  const pending = grants.filter((grant) => grant.status === 'PENDING');
  const mode = facts.allocationMode;
  const recipients: Recipient[] = isTeam
    ? [
        ...(agents ?? []).flatMap(({ person, isActive }) => (isActive ? [{ id: person.id, name: person.name }] : [])),
        { id: null, name: t('agents.nobody') },
      ]
    : [
        ...active.map((grant) => ({ id: grant.organisation?.id ?? null, name: grant.organisation?.name ?? '' })),
        { id: null, name: t('allocation.pool') },
      ];
  const activeAgents = agents?.filter(({ isActive }) => isActive).length;
  return (
    <>
      <main className="o-work" id="work">
        <OfflineBanner feed={feed} onRetry={live.retryNow} />
        <div className="o-whead">
          <h1>{t('nav.allocation')}</h1>
          {building && (
            <BuildingSwitch
              buildings={facts.buildings}
              current={building.id}
              onChange={(name) => change({ building: name })}
            />
          )}
          <span className="o-meta">{t(isTeam ? 'agents.how' : 'allocation.how')}</span>
          <span className="o-grow" />
          <Segmented
            isSmall
            label={t('board.zoom')}
            value={view.zoom}
            onChange={(zoom) => change({ zoom })}
            options={ZOOMS.map((zoom) => ({ value: zoom, label: zoom.toUpperCase() }))}
          />
        </div>
        <FilterBar
          filter={view.filter}
          choices={choices}
          onChange={setFilter}
          view={view}
          onView={change}
          shownCount={units.filter(matches).length}
        />
        <div className="o-bwrap o-allocating">
          {units.length === 0 ? (
            <StateMessage icon="alloc" title={t('board.empty')}>
              {t('allocation.emptyHint')}
            </StateMessage>
          ) : (
            <BoardGrid
              layout={layout}
              context={context}
              label={t('nav.allocation')}
              className="o-alloc"
              openId={null}
              pickedIds={picked}
              onOpen={(id) => {
                if (wasDragged.current) wasDragged.current = false;
                else toggle(id);
              }}
              onKey={onKey}
              onDrag={onDrag}
            />
          )}
          {selected.length > 0 && (
            <SelectionBar
              units={selected}
              recipients={recipients}
              isBusy={isAssigning || isGiving}
              onOnlyAvailable={(ids) => setPicked(new Set(ids))}
              onAssign={(recipient) => void give(recipient)}
              onClear={() => setPicked(new Set())}
            />
          )}
        </div>
      </main>
      <aside className="o-rail" aria-label={t(isTeam ? 'agents.team' : 'allocation.agencies')}>
        {mayAssign && mayAssignToAgents && (
          <div className="o-among">
            <Segmented
              isWide
              label={t('agents.among')}
              value={among}
              onChange={(next) => {
                change({ among: next === 'agencies' ? null : next });
                setPicked(new Set());
              }}
              options={[
                {
                  value: 'agencies',
                  label: (
                    <>
                      {t('allocation.agencies')} <Num className="o-muted">{active.length}</Num>
                    </>
                  ),
                },
                {
                  value: 'team',
                  label: (
                    <>
                      {t('agents.team')} <Num className="o-muted">{activeAgents}</Num>
                    </>
                  ),
                },
              ]}
            />
          </div>
        )}
        {!(isTeam && mayAssign) && (
          <header>
            <h2>{t(isTeam ? 'agents.team' : 'allocation.agencies')}</h2>
            <span className="o-muted o-num">{isTeam ? activeAgents : active.length}</span>
            <span className="o-grow" />
            {!isTeam && facts.viewerCan.inviteGuests.isAllowed && (
              <Button size="small" icon="plus" onClick={() => setInviting(true)}>
                {t('allocation.invite')}
              </Button>
            )}
          </header>
        )}
        {isTeam ? (
          <AgentsRail
            agents={agents}
            fault={teamError ? faultText(t, faultCodeOf(teamError)) : null}
            unassigned={all.filter((unit) => movable.has(unit.id) && !unit.agent).length}
            hues={hues}
            picked={picked.size}
            mayHandOver={facts.viewerCan.handOverBuyers.isAllowed}
            onGive={(recipient) => void give(recipient)}
            onChanged={() => void refetchTeam()}
          />
        ) : (
          <>
            <div className="o-mode">
              {facts.viewerCan.changeMode.isAllowed ? (
                <Segmented
                  isWide
                  label={t('allocation.mode')}
                  value={mode}
                  onChange={(next) => void changeMode(next)}
                  options={[
                    {
                      value: 'CLOSED',
                      label: (
                        <>
                          <Icon name="lock" />
                          {t('allocation.closed')}
                        </>
                      ),
                    },
                    {
                      value: 'OPEN',
                      label: (
                        <>
                          <Icon name="eye" />
                          {t('allocation.open')}
                        </>
                      ),
                    },
                  ]}
                />
              ) : (
                <b>{t(mode === 'CLOSED' ? 'allocation.closed' : 'allocation.open')}</b>
              )}
              <span>{t(mode === 'CLOSED' ? 'allocation.closedHint' : 'allocation.openHint')}</span>
            </div>
            {!data && !error && (
              <div className="o-stack o-pad-card">
                <Skeleton height="88px" />
                <Skeleton height="104px" />
                <Skeleton height="104px" />
              </div>
            )}
            {error && <FaultMessage isCompact code={faultCodeOf(error)} onRetry={() => void refetch()} />}
            {data && (
              <>
                <AgencyCard
                  name={t('allocation.pool')}
                  note={t('allocation.poolHint')}
                  counts={counts.get(null)}
                  isPool
                  picked={picked.size}
                  onGive={() => void give({ id: null, name: t('allocation.pool') })}
                />
                {active.map((grant) => (
                  <AgencyCard
                    key={grant.id}
                    grantId={grant.id}
                    viewed={
                      grant.organisation
                        ? { guestOrganisationId: grant.organisation.id, projectId: facts.id, projectSlug: facts.slug }
                        : undefined
                    }
                    name={grant.organisation?.name ?? ''}
                    note={[
                      grant.memberCount && t('allocation.agents', { count: grant.memberCount }),
                      t('allocation.since', { date: formats.dayShort(grant.createdAt) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                    counts={counts.get(grant.organisation?.id ?? null)}
                    hue={hues.get(grant.organisation?.id ?? '')}
                    picked={picked.size}
                    onGive={() =>
                      void give({ id: grant.organisation?.id ?? null, name: grant.organisation?.name ?? '' })
                    }
                    onChanged={() => void refetch()}
                  />
                ))}
                {pending.map((grant) => (
                  <AgencyCard
                    key={grant.id}
                    grantId={grant.id}
                    name={grant.email ?? ''}
                    note={grant.expiresAt ? t('allocation.invited', { date: formats.dayShort(grant.expiresAt) }) : ''}
                    isPending
                    picked={0}
                    onChanged={() => void refetch()}
                  />
                ))}
                <MoreButton pages={pages} />
                {active.length + pending.length === 0 && !pages.hasMore && (
                  <StateMessage
                    icon="buyers"
                    isCompact
                    title={t('allocation.none')}
                    action={
                      facts.viewerCan.inviteGuests.isAllowed && (
                        <Button icon="plus" onClick={() => setInviting(true)}>
                          {t('allocation.inviteFirst')}
                        </Button>
                      )
                    }
                  >
                    {t('allocation.noneHint')}
                  </StateMessage>
                )}
              </>
            )}
          </>
        )}
      </aside>
      {isInviting && (
        <InviteGuestDialog projectId={facts.id} onClose={() => setInviting(false)} onInvited={() => void refetch()} />
      )}
    </>
  );
}
