import { useDirection } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ProjectActivityQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';

type Day = NonNullable<NonNullable<ProjectActivityQuery['project']>['activity']>[number];

/** Bars a day: flips and conflicts on one another, imports beside. Time runs with the reading direction. */
export default function ActivityChart({ days }: { days: readonly Day[] }) {
  const t = useT();
  const formats = useFormats();
  const isStill = useReducedMotion();
  const isMirrored = useDirection().dir === 'rtl';
  const dayOf = (date: string) => formats.dayShort(`${date}T12:00:00Z`);
  return (
    <ResponsiveContainer width="100%" height={320}>
      <BarChart data={[...days]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="date"
          reversed={isMirrored}
          tickFormatter={dayOf}
          tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
          stroke="var(--line-2)"
          minTickGap={28}
        />
        <YAxis
          orientation={isMirrored ? 'right' : 'left'}
          allowDecimals={false}
          width={36}
          tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
          stroke="var(--line-2)"
        />
        <Tooltip
          labelFormatter={(date) => dayOf(String(date))}
          cursor={{ fill: 'var(--hover)' }}
          contentStyle={{
            background: 'var(--surface)',
            border: '1px solid var(--line-2)',
            borderRadius: 8,
            color: 'var(--ink)',
          }}
        />
        <Legend iconType="square" iconSize={10} formatter={(name) => <span className="o-chart-name">{name}</span>} />
        <Bar
          dataKey="flips"
          name={t('activity.flips')}
          stackId="status"
          fill="var(--av-dot)"
          isAnimationActive={!isStill}
        />
        <Bar
          dataKey="conflicts"
          name={t('activity.conflicts')}
          stackId="status"
          fill="var(--rs-dot)"
          isAnimationActive={!isStill}
        />
        <Bar dataKey="imports" name={t('activity.imports')} fill="var(--ink-2)" isAnimationActive={!isStill} />
      </BarChart>
    </ResponsiveContainer>
  );
}
