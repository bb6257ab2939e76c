const by = (id) => document.getElementById(id);
const state = {
  view: 'inbox',
  mails: [],
  templates: [],
  locale: 'en',
  search: '',
  chosen: null,
  form: 'html',
  read: new Set(JSON.parse(sessionStorage.getItem('read') ?? '[]')),
  fresh: new Set(),
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () =>
  document.documentElement.setAttribute('data-mantine-color-scheme', dark.matches ? 'dark' : 'light');
dark.addEventListener('change', follow);
follow();

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const timeOf = (at) => (new Date(at).toDateString() === new Date().toDateString() ? clock : day).format(new Date(at));
const wordsOf = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

/** What the list shows now, the newest first: each with an id, a title, a second line, and where its forms are. */
function items() {
  const all =
    state.view === 'inbox'
      ? state.mails.toReversed().map((mail) => ({
          id: mail.id,
          title: mail.subject || '(no subject)',
          line: mail.to.join(', '),
          at: mail.receivedAt,
          words: `${mail.subject} ${mail.to.join(' ')} ${mail.template ?? ''} ${mail.text}`,
          path: `/mails/${mail.id}`,
          facts: [
            ['To', mail.to.join(', ')],
            ['From', mail.from],
            ['Came', timeOf(mail.receivedAt)],
            ...(mail.template ? [['Template', mail.template]] : []),
          ],
          link: mail.links[0],
        }))
      : state.templates.map((name) => ({
          id: name,
          title: wordsOf(name),
          line: name,
          words: name,
          path: `/templates/${name}/${state.locale}`,
          facts: [['Template', name]],
          isSample: true,
        }));
  const wanted = state.search.toLowerCase();
  return all.filter(({ words }) => words.toLowerCase().includes(wanted));
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function draw() {
  const shown = items();
  const isInbox = state.view === 'inbox';
  by('count').textContent = state.mails.length;
  by('tab-inbox').setAttribute('aria-selected', String(isInbox));
  by('tab-templates').setAttribute('aria-selected', String(!isInbox));
  by('tab-inbox').tabIndex = isInbox ? 0 : -1;
  by('tab-templates').tabIndex = isInbox ? -1 : 0;
  by('search').hidden = !isInbox;
  by('empty').hidden = !isInbox || state.mails.length === 0;
  by('locales').hidden = isInbox;
  by('list').setAttribute('aria-label', isInbox ? 'Mails' : 'Templates');
  const list = element(
    'div',
    {},
    ...shown.map((item) => {
      const classes = [
        isInbox && !state.read.has(item.id) ? 'unread' : '',
        isInbox && state.fresh.delete(item.id) ? 'fresh' : '',
      ];
      return element(
        'div',
        {
          role: 'option',
          id: `item-${item.id}`,
          'data-id': item.id,
          class: classes.join(' ').trim() || null,
          'aria-selected': String(item.id === state.chosen),
        },
        element('span', { class: 'what', dir: 'auto' }, item.title),
        element('time', item.at ? { datetime: item.at } : {}, item.at ? timeOf(item.at) : ''),
        element('span', { class: 'whom' }, item.line),
      );
    }),
  );
  // An entry that is drawn anew while it is being clicked would not be clicked.
  if (list.innerHTML !== by('list').innerHTML) by('list').replaceChildren(...list.childNodes);
  by('list').hidden = shown.length === 0;
  by('list').setAttribute(
    'aria-activedescendant',
    shown.some(({ id }) => id === state.chosen) ? `item-${state.chosen}` : '',
  );
  by('nothing').hidden = shown.length > 0;
  if (shown.length === 0)
    by('nothing').replaceChildren(
      element('b', {}, state.mails.length === 0 ? 'No mails yet' : 'Nothing found'),
      state.mails.length === 0
        ? 'Whatever offplan sends to anybody arrives here and goes no further. Sign up or invite somebody, and it appears.'
        : 'No mail has these words.',
    );
  drawMail(shown.find(({ id }) => id === state.chosen));
}

function drawMail(item) {
  by('mail').hidden = !item;
  by('none').hidden = Boolean(item);
  by('none').firstElementChild.hidden = by('nothing').hidden === false;
  by('panes').classList.toggle('reading', Boolean(item));
  if (!item) return;
  by('subject').textContent = item.title;
  by('sample').hidden = !item.isSample;
  by('facts').replaceChildren(
    ...item.facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
  by('go').replaceChildren(
    ...(item.link
      ? [element('a', { class: 'go', href: item.link, target: '_blank', rel: 'noreferrer' }, 'Open its link')]
      : []),
  );
  for (const button of by('forms').children)
    button.setAttribute('aria-pressed', String(button.dataset.form === state.form));
  const source = `${item.path}/${state.form}`;
  if (by('frame').getAttribute('src') !== source) by('frame').setAttribute('src', source);
}

function choose(id) {
  state.chosen = id;
  if (id && state.view === 'inbox') {
    state.read.add(id);
    sessionStorage.setItem('read', JSON.stringify([...state.read]));
  }
  history.replaceState(null, '', id ? `#${state.view === 'inbox' ? '' : 'templates/'}${id}` : '#');
  draw();
  by(`item-${id}`)?.scrollIntoView({ block: 'nearest' });
}

function show(view) {
  state.view = view;
  choose(view === 'templates' && innerWidth > 760 ? (state.templates[0] ?? null) : null);
}

async function load() {
  const known = new Set(state.mails.map(({ id }) => id));
  const mails = await (await fetch('/api/mails')).json();
  if (known.size > 0) for (const { id } of mails) if (!known.has(id)) state.fresh.add(id);
  state.mails = mails;
  draw();
}

by('list').addEventListener('click', ({ target }) => {
  const item = target.closest('[role=option]');
  if (item) choose(item.dataset.id);
});
by('list').addEventListener('keydown', (event) => {
  const shown = items();
  const place = shown.findIndex(({ id }) => id === state.chosen);
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (next === undefined || !shown[next]) return;
  event.preventDefault();
  choose(shown[next].id);
});
by('search').addEventListener('input', ({ target }) => {
  state.search = target.value;
  draw();
});
by('back').addEventListener('click', () => {
  choose(null);
  by('list').focus();
});
by('empty').addEventListener('click', async () => {
  await fetch('/api/mails', { method: 'DELETE', headers: { 'x-mail-catcher': 'page' } });
  choose(null);
  by('search').focus();
});
by('forms').addEventListener('click', ({ target }) => {
  state.form = target.dataset.form ?? state.form;
  draw();
});
by('widths').addEventListener('click', ({ target }) => {
  if (!target.dataset.width) return;
  by('paper').dataset.width = target.dataset.width;
  for (const button of by('widths').children) button.setAttribute('aria-pressed', String(button === target));
});
by('locales').addEventListener('click', ({ target }) => {
  if (!target.dataset.locale) return;
  state.locale = target.dataset.locale;
  for (const button of by('locales').children) button.setAttribute('aria-pressed', String(button === target));
  draw();
});
for (const [view, other] of [
  ['inbox', 'templates'],
  ['templates', 'inbox'],
]) {
  by(`tab-${view}`).addEventListener('click', () => show(view));
  by(`tab-${view}`).addEventListener('keydown', ({ key }) => {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    show(other);
    by(`tab-${other}`).focus();
  });
}

const live = new EventSource('/api/live');
const say = (words, is) => {
  by('live').textContent = words;
  by('live').dataset.state = is;
};
live.addEventListener('open', () => {
  say('Live', 'on');
  load();
});
live.addEventListener('message', load);
live.addEventListener('error', () => say('offplan is not running', 'off'));

const { names, locales } = await (await fetch('/api/templates')).json();
state.templates = names;
const LANGUAGES = { en: 'English', ru: 'Русский', ar: 'العربية' };
by('locales').append(
  ...locales.map((locale) =>
    element(
      'button',
      { 'data-locale': locale, lang: locale, 'aria-pressed': String(locale === state.locale) },
      LANGUAGES[locale],
    ),
  ),
);
const [, view, id] = /^#(templates\/)?(.*)$/.exec(location.hash) ?? [];
await load();
if (view) show('templates');
if (id) choose(id);
