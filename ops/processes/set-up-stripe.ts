import { parseArgs } from 'node:util';
import { Pricing, StripeAccount, setUpStripe } from '@offplan/billing';
import { processEnvironment } from './environment.ts';

// Brings our account at Stripe to what the configuration sells: `node dist/set-up-stripe.mjs`. Safe to repeat. With `--retire-old-webhooks` it
// switches off webhooks of another version of Stripe's API, once the secret of their successor is configured.
const { values } = parseArgs({ options: { 'retire-old-webhooks': { type: 'boolean' } } });
const { settings, logger } = processEnvironment();
if (!settings.OFFPLAN_STRIPE_SECRET_KEY) {
  console.error('OFFPLAN_STRIPE_SECRET_KEY names no account to set up');
  process.exit(1);
}
const pricing = new Pricing();
const { client } = new StripeAccount(
  { secretKey: settings.OFFPLAN_STRIPE_SECRET_KEY, webhookSecrets: [], origin: null },
  pricing,
);
const appUrl = `https://app.${settings.OFFPLAN_HOST}`;
const { webhookSecret, oldWebhooks } = await setUpStripe(client, pricing, {
  appUrl,
  webhookUrl: `${appUrl}/api/stripe/webhooks`,
  retiresOldWebhooks: values['retire-old-webhooks'] ?? false,
});
logger.info({}, 'The account at Stripe is set up');
// To the terminal and not into the log: it is told once.
if (webhookSecret) console.log(`OFFPLAN_STRIPE_WEBHOOK_SECRETS=${webhookSecret}`);
if (oldWebhooks.length > 0)
  console.log(
    `${oldWebhooks.join(', ')} still delivers in another version of Stripe's API. Configure the secret of its successor beside the old one, start the services anew, then switch it off with --retire-old-webhooks.`,
  );
