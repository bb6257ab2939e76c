import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType } from 'type-graphql';
import { optionsOf } from '../options.ts';
import { TERMS_VERSION } from '../users/terms.ts';
import { BOT_CHECK_ACTION } from './checks/bot-check.ts';

@ObjectType({ description: 'The check that a person signs up (ID-9).' })
export class BotCheckWidget {
  @Field(() => String, { description: 'Where its script comes from.' })
  origin!: string;

  @Field(() => String, { description: 'The site’s public key.' })
  siteKey!: string;

  @Field(() => String, { description: 'What it is shown for.' })
  action!: string;
}

@ObjectType({ description: 'What a sign-up form needs to know of this installation.' })
export class SignUpOptions {
  @Field(() => BotCheckWidget, { nullable: true, description: 'The bot check; null where there is none.' })
  botCheck!: BotCheckWidget | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where every mail of this installation is read, when it runs on somebody’s own machine; null elsewhere.',
  })
  mailsUrl!: string | null;

  @Field(() => String, { description: 'Whom to write to when something does not work.' })
  supportEmail!: string;

  @Field(() => String, {
    description: 'The version of the terms that a sign-up accepts; it is stored with the acceptance (ID-1).',
  })
  termsVersion!: string;

  static of(context: RequestContext): SignUpOptions {
    const { botCheck, mailsUrl, supportEmail } = optionsOf(context);
    return Object.assign(new SignUpOptions(), {
      supportEmail,
      termsVersion: TERMS_VERSION,
      mailsUrl,
      botCheck: botCheck && { origin: botCheck.origin, siteKey: botCheck.siteKey, action: BOT_CHECK_ACTION },
    });
  }
}
