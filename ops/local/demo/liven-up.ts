import type { ApiClient } from '../../client/api-client.ts';

interface BoardUnit {
  id: string;
  number: string;
  stack: string | null;
  floor: { level: number };
  availability: { status: string; version: number };
}

const BUYERS = [
  ['Irina Volkova', '+971 50 555 0127'],
  ['Omar Aziz', '+971 55 555 0148'],
  ['Sofia Lindqvist', 'sofia.lindqvist@mail.example'],
  ['Rashid Al Nuaimi', '+971 52 555 0163'],
  ['Chen Wei', 'chen.wei@mail.example'],
  ['Elena Petrova', '+7 916 555 0182'],
  ['David Okafor', '+44 20 5550 0119'],
  ['Fatima Haddad', '+961 3 555 014'],
] as const;
const CHANNELS = ['WALK_IN', 'REFERRAL', 'AGENCY', 'WEBSITE', 'EXHIBITION'] as const;

const FLIP = `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UserError { message } } }`;

/** A little life: floors held back, units for the agencies and for agents, reservations by several people, and one lost race, so that boards, history and the audit log have something to show. */
export async function livenUp(
  people: { nadia: ApiClient; aleksey: ApiClient; lina: ApiClient; jonas: ApiClient },
  projectSlug: string,
): Promise<void> {
  const { nadia, aleksey, lina, jonas } = people;
  const project = await projectWithGuests(nadia, projectSlug);
  const tower: BoardUnit[] = project.buildings.find(({ name }: { name: string }) => name === 'Tower A').board.units;
  const guestNamed = (word: string) =>
    project.allocation.find((share: { guestOrganisation: { name: string } | null }) =>
      share.guestOrganisation?.name.includes(word),
    ).guestOrganisation.id as string;
  const between = (from: number, to: number, stacks: string[]) =>
    tower.filter(({ floor, stack }) => floor.level >= from && floor.level <= to && stacks.includes(stack ?? ''));

  await nadia.data(`mutation ($input: ReleaseUnitsInput!) { releaseUnits(input: $input) { __typename } }`, {
    input: {
      projectId: project.id,
      unitIds: tower.filter(({ floor }) => floor.level >= 34 && floor.level <= 37).map(({ id }) => id),
      isReleased: false,
    },
  });
  const assign = (units: BoardUnit[], guestOrganisationId: string) =>
    nadia.data(`mutation ($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename } }`, {
      input: { projectId: project.id, unitIds: units.map(({ id }) => id), guestOrganisationId },
    });
  await assign(between(3, 11, ['02', '03', '04']), guestNamed('Blue Heron'));
  await assign(between(13, 19, ['07', '08', '09']), guestNamed('Nordkai'));
  const give = async (who: ApiClient, name: string, units: BoardUnit[]) => {
    await who.data(`mutation ($input: AssignUnitsToAgentInput!) { assignUnitsToAgent(input: $input) { __typename } }`, {
      input: {
        projectId: project.id,
        unitIds: units.map(({ id }) => id),
        agentId: await agentNamed(who, project.id, name),
      },
    });
  };
  await give(nadia, 'Aleksey', between(22, 33, ['01', '02', '03']));
  await give(nadia, 'Lina', between(12, 20, ['05', '06', '12']));
  await give(jonas, 'Jonas', between(3, 7, ['02', '03', '04']));

  const free = (units: BoardUnit[]) => units.filter(({ availability }) => availability.status === 'AVAILABLE');
  let turn = 0;
  const reserve = async (who: ApiClient, unit: BoardUnit) => {
    const [name, contact] = BUYERS[turn % BUYERS.length]!;
    const channel = CHANNELS[turn % CHANNELS.length]!;
    turn += 1;
    await who.data(FLIP, {
      input: {
        unitId: unit.id,
        expectedVersion: unit.availability.version,
        to: 'RESERVED',
        buyer: { new: { name, contact } },
        channel,
        isConfirmed: true,
        idempotencyKey: `demo-${unit.id}-${turn}`,
      },
    });
  };
  for (const unit of free(between(22, 33, ['03', '06', '10'])).slice(0, 9)) await reserve(aleksey, unit);
  for (const unit of free(between(12, 20, ['01', '05', '12'])).slice(0, 6)) await reserve(lina, unit);
  for (const unit of free(between(3, 11, ['02', '03'])).slice(0, 3)) await reserve(jonas, unit);
  const [contested] = free(between(24, 30, ['01']));
  if (contested) {
    await reserve(aleksey, contested);
    await reserve(lina, contested);
  }
}

/** The project once inventory knows both agencies: their acceptance reaches it a moment later. */
async function projectWithGuests(nadia: ApiClient, slug: string): Promise<Record<string, any>> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { project } = await nadia.data(
      `query ($slug: String!) { project(by: { slug: $slug }) { id allocation { guestOrganisation { id name } }
         buildings { name board { units { id number stack floor { level } availability { status version } } } } } }`,
      { slug },
    );
    if (project.allocation.length === 3) return project;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The demo's agencies did not arrive");
}

/** A colleague's User id, once inventory knows that the person has joined. */
async function agentNamed(who: ApiClient, projectId: string, word: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { project } = await who.data(
      'query ($id: ID!) { project(by: { id: $id }) { agents { person { id name } } } }',
      { id: projectId },
    );
    const agent = project.agents?.find(({ person }: { person: { name: string } }) => person.name.startsWith(word));
    if (agent) return agent.person.id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The demo's agent ${word} did not arrive`);
}
