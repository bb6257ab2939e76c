import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'identity', tableName: 'session' })
@ObjectType({ implements: Node, description: 'A browser in which the viewer is signed in (ID-4).' })
export class Session extends Node {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('session', this.id);
  }

  @Property({ type: 'uuid' })
  userId!: string;

  @Field(() => DateTime, { name: 'startedAt', description: 'When the viewer signed in there.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'Its last use, to the minute.' })
  @Property({ type: 'datetime' })
  lastUsedAt!: Date;

  @Property({ type: 'datetime' })
  provenAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  endedAt!: Date | null;

  @Property({ type: 'text', nullable: true })
  userAgent!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The network where it began: an IPv4 address or an IPv6 network of 64 bits.',
  })
  @Property({ type: 'text', nullable: true })
  network!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Which browser, such as `Chrome`; null when it is none that we know.',
  })
  get browser(): string | null {
    return firstMatch(BROWSERS, this.userAgent);
  }

  @Field(() => String, {
    nullable: true,
    description: 'On what, such as `Windows` or `iPhone`; null when it is not known.',
  })
  get device(): string | null {
    return firstMatch(DEVICES, this.userAgent);
  }
}

type Words = readonly (readonly [pattern: RegExp, word: string])[];

/** In this order: most browsers also claim to be those further down. */
const BROWSERS: Words = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*Safari\//, 'Safari'],
];

const DEVICES: Words = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

function firstMatch(words: Words, userAgent: string | null): string | null {
  return words.find(([pattern]) => userAgent && pattern.test(userAgent))?.[1] ?? null;
}
