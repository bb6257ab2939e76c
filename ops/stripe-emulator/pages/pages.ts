import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { StripeError } from '../api/stripe-error.ts';
import type { Emulator } from '../emulator.ts';
import { findCheckoutSession } from '../machine/checkout.ts';
import { findCreditNote } from '../machine/credit-notes.ts';
import { findInvoice } from '../machine/invoices.ts';
import { AUTHENTICATION_FAILED } from './card-form.ts';
import { checkoutAuthentication, checkoutPage, submitCheckout } from './checkout-page.ts';
import { type Html, html, layout } from './html.ts';
import { authenticateInvoice, invoiceAuthentication, invoicePage, submitInvoice } from './invoice-page.ts';
import { creditNotePdf, invoicePdf } from './invoice-pdf.ts';
import { portalAuthentication, portalPage, submitPortal } from './portal-page.ts';

/** A form may lead to any page of the merchant; nothing else is loaded from anywhere. */
const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";
const STYLE = fileURLToPath(new URL('./stripe-emulator.css', import.meta.url));
/** Checkout holds its visitor so long for the merchant to take the event [stripe.md §2.2]. */
const HOLD_MILLISECONDS = 10_000;

type Form = Record<string, string>;

/** The pages that Stripe hosts: Checkout, the portal, invoices and their PDFs. */
export class Pages {
  readonly #emulator: Emulator;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  async answer(method: string, path: string, body: string, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (path === '/stripe-emulator.css') return send(response, 200, 'text/css; charset=utf-8', await readFile(STYLE));
    response.setHeader('content-security-policy', POLICY);
    const form: Form = Object.fromEntries(new URLSearchParams(body));
    const [, first, second, third, fourth] = path.split('/');
    try {
      this.#emulator.tick();
      if (first === 'c' && second === 'pay' && third)
        return await this.#checkout(method, third, fourth, form, response);
      if (first === 'p' && second === 'session' && third)
        return await this.#portal(method, third, fourth, form, response);
      if (first === 'i' && second) return await this.#invoice(method, second, third, form, response);
      if (first === 'cn' && second && third === 'pdf')
        return send(
          response,
          200,
          'application/pdf',
          await creditNotePdf(findCreditNote(this.#emulator.world, second)),
        );
      show(response, 404, 'Not found', html`<h1>There is no such page</h1>`);
    } catch (fault) {
      if (!(fault instanceof StripeError)) throw fault;
      show(response, fault.status, 'Not found', html`<h1>There is no such page</h1><p>${fault.message}</p>`);
    }
  }

  async #checkout(
    method: string,
    id: string,
    step: string | undefined,
    form: Form,
    response: ServerResponse,
  ): Promise<void> {
    const { world, store } = this.#emulator;
    if (method !== 'POST') return show(response, 200, 'Checkout', checkoutPage(world, id, null));
    const isAuthentication = step === 'authenticate';
    const given = isAuthentication ? (store.get('page_facts', `3ds_${id}`)?.form ?? {}) : form;
    if (isAuthentication && form.authentication !== 'complete')
      return show(response, 402, 'Checkout', checkoutPage(world, id, AUTHENTICATION_FAILED, given));
    const outcome = this.#do(() => submitCheckout(world, id, given, isAuthentication));
    if (outcome instanceof StripeError)
      return show(response, outcome.status, 'Checkout', checkoutPage(world, id, outcome.message, given));
    if (outcome.is === 'requires_action') return show(response, 200, '3D Secure', checkoutAuthentication(id));
    await this.#emulator.deliveries.settle(HOLD_MILLISECONDS);
    redirect(response, findCheckoutSession(world, id).success_url!.replaceAll('{CHECKOUT_SESSION_ID}', id));
  }

  async #portal(
    method: string,
    id: string,
    action: string | undefined,
    form: Form,
    response: ServerResponse,
  ): Promise<void> {
    const { world } = this.#emulator;
    if (method !== 'POST' || !action) return show(response, 200, 'Billing', portalPage(world, id, null));
    const outcome = this.#do(() => submitPortal(world, id, action, form));
    if (outcome instanceof StripeError)
      return show(response, outcome.status, 'Billing', portalPage(world, id, outcome.message));
    if (outcome.is === 'requires_action') return show(response, 200, '3D Secure', portalAuthentication(id));
    await this.#emulator.deliveries.settle(HOLD_MILLISECONDS);
    redirect(response, outcome.to ?? `/p/session/${id}`);
  }

  async #invoice(
    method: string,
    id: string,
    action: string | undefined,
    form: Form,
    response: ServerResponse,
  ): Promise<void> {
    const { world } = this.#emulator;
    if (action === 'pdf') {
      const invoice = findInvoice(world, id);
      if (invoice.status === 'draft')
        return show(response, 404, 'Invoice', html`<h1>This invoice is not finalized yet</h1>`);
      return send(response, 200, 'application/pdf', await invoicePdf(invoice));
    }
    if (method !== 'POST') return show(response, 200, 'Invoice', invoicePage(world, id, null));
    if (action === 'continue') return show(response, 200, '3D Secure', invoiceAuthentication(id));
    const isAuthentication = action === 'authenticate';
    const outcome = this.#do(() =>
      isAuthentication
        ? authenticateInvoice(world, id, form.authentication === 'complete')
        : submitInvoice(world, id, form),
    );
    if (outcome instanceof StripeError) {
      if (outcome.body.code === 'invoice_payment_intent_requires_action')
        return show(response, 200, '3D Secure', invoiceAuthentication(id));
      return show(response, outcome.status, 'Invoice', invoicePage(world, id, outcome.message));
    }
    if (isAuthentication && form.authentication !== 'complete')
      return show(response, 402, 'Invoice', invoicePage(world, id, AUTHENTICATION_FAILED));
    await this.#emulator.deliveries.settle(HOLD_MILLISECONDS);
    redirect(response, `/i/${id}`);
  }

  /** Does what a form asks for; a refusal is returned, with what it keeps. */
  #do<R>(work: () => R): R | StripeError {
    const { world, store, deliveries } = this.#emulator;
    try {
      return store.transact(
        () => world.at(world.clock.now(), null, work),
        (fault) => fault instanceof StripeError && fault.keeps,
      );
    } catch (fault) {
      if (fault instanceof StripeError) return fault;
      throw fault;
    } finally {
      deliveries.pump();
    }
  }
}

function show(response: ServerResponse, status: number, title: string, body: Html): void {
  send(response, status, 'text/html; charset=utf-8', layout(title, body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to });
  response.end();
}
