import { Pricing, StripeAccount, setUpStripe } from '@offplan/billing';
import { processEnvironment } from './environment.ts';

// Brings our account at Stripe to what the configuration sells: `node dist/set-up-stripe.mjs`. Safe to repeat.
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
const { webhookSecret } = await setUpStripe(client, pricing, { appUrl, webhookUrl: `${appUrl}/api/stripe/webhooks` });
logger.info({}, 'The account at Stripe is set up');
// To the terminal and not into the log: it is told once.
if (webhookSecret) console.log(`OFFPLAN_STRIPE_WEBHOOK_SECRETS=${webhookSecret}`);
