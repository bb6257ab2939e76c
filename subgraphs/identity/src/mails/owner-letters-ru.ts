import { mailDay, mailMoment, mailMoney, strong } from '@offplan/kernel/mail/letter';
import { knownFacts, type OwnerLetters, writeToSupport } from './identity-letters.ts';

const receivedAs = (organisationName: string) =>
  `Вы получили это письмо как владелец рабочего пространства ${organisationName} в offplan.`;

const plural = new Intl.PluralRules('ru');
const DAYS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'день', few: 'дня' };
const countOf = (days: number) => `${days} ${DAYS[plural.select(days)] ?? 'дней'}`;
const soon = (days: number) => (days <= 0 ? 'сегодня' : days === 1 ? 'завтра' : `через ${countOf(days)}`);

const WITH_A_CARD =
  'С картой ничего не изменится: страница продаж останется открытой, команда продолжит работать, ссылки покупателей будут открываться. Без карты вы перейдёте на Free Guest, а страница продаж останется ещё на 30 дней.';
const NOTHING_BEFORE = 'До окончания пробного периода ничего не списывается.';
const NOTHING_LOST = 'После оплаты всё сразу вернётся точно таким, каким вы его оставили.';

/** Why a confirmed change of plan came to nothing. */
const CHANGE_FAILED = {
  declined: 'Банк отклонил платёж.',
  refused: 'Платёжная система отказала в смене тарифа.',
  overtaken: 'До того как мы это сделали, в тарифе изменилось что-то другое, и результат был бы не тем, что вы видели.',
};

/** Letters about the plan, to the Owner, in Russian. */
export const ownerLettersRu: OwnerLetters = {
  trial_started: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }, { appUrl }) => ({
    subject: `Добро пожаловать в offplan · Пробный период Pro: ${countOf(daysLeft)}`,
    preview: 'Все возможности Pro без карты.',
    title: `Добро пожаловать в offplan, ${name}!`,
    paragraphs: [
      [
        'У ',
        strong(organisationName),
        ' есть все возможности Pro до ',
        strong(mailMoment('ru', trialEndsAt, timeZone)),
        '. Карта для этого не нужна.',
      ],
      ['Начните с проекта: загрузите список объектов, и шахматка сразу доступна всей команде.'],
    ],
    action: { label: 'Открыть рабочее пространство', href: appUrl },
    notes: [{ text: 'Карту можно добавить в любой момент.', link: { label: 'Сравнить тарифы', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_seven_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `До конца пробного периода ${countOf(daysLeft)} · Добавьте карту и сохраните Pro →`,
    preview: NOTHING_BEFORE,
    title: `До конца пробного периода ${countOf(daysLeft)}`,
    paragraphs: [
      [
        `Здравствуйте, ${name}! Пробный период Pro для ${organisationName} закончится `,
        strong(mailMoment('ru', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Добавить карту и сохранить Pro', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Сравнить тарифы', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_three_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `Пробный период закончится ${soon(daysLeft)}. Добавьте карту, чтобы продолжить работу.`,
    preview: NOTHING_BEFORE,
    title: `Пробный период закончится ${soon(daysLeft)}. Добавьте карту, чтобы продолжить работу.`,
    paragraphs: [
      [
        `Здравствуйте, ${name}! Пробный период Pro для ${organisationName} закончится `,
        strong(mailMoment('ru', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Добавить карту', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Сравнить тарифы', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_one_day_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `Пробный период закончится ${soon(daysLeft)} · Добавьте карту, чтобы остаться на Pro`,
    preview: NOTHING_BEFORE,
    title: `Пробный период закончится ${soon(daysLeft)}`,
    paragraphs: [
      [
        `Здравствуйте, ${name}! Пробный период Pro для ${organisationName} закончится `,
        strong(mailMoment('ru', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'Добавить карту и остаться на Pro', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'Сравнить тарифы', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'Пробный период закончился · Вы на Free Guest. Вернуться можно в любой момент →',
    preview: NOTHING_LOST,
    title: 'Пробный период закончился',
    paragraphs: [['Вы перешли на Free Guest. Вернуться можно в любой момент.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Вернуть тариф', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  plan_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'Ваш тариф закончился · Вы на Free Guest. Вернуться можно в любой момент →',
    preview: NOTHING_LOST,
    title: 'Ваш тариф закончился',
    paragraphs: [['Вы перешли на Free Guest. Вернуться можно в любой момент.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Вернуть тариф', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  free_guest_one_week: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'Вы уже неделю на Free Guest · Вернуть тариф?',
    preview: NOTHING_LOST,
    title: 'Вы уже неделю на Free Guest',
    paragraphs: [
      [
        strong(organisationName),
        ': всё можно смотреть, но нельзя менять. То, что вы продаёте как гость других, работает как прежде.',
      ],
      [NOTHING_LOST],
    ],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'Вернуть тариф', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  freeze_in_seven_days: ({ organisationName, timeZone, planLink, freezesAt, daysLeft }) => ({
    subject: `Страница продаж отключится ${soon(daysLeft)} · Верните тариф, чтобы её сохранить`,
    preview: `Она отключится ${mailDay('ru', freezesAt, timeZone)}.`,
    title: `Страница продаж отключится ${soon(daysLeft)}`,
    paragraphs: [
      [
        strong(mailDay('ru', freezesAt, timeZone)),
        ` на страницах ${organisationName} появится «Сайт временно недоступен», в том числе для покупателей с вашими ссылками.`,
      ],
    ],
    action: { label: 'Сохранить страницу', href: planLink },
    notes: [{ text: 'Ничего не удаляется. После оплаты страница вернётся такой же, как была.' }],
    reason: receivedAs(organisationName),
  }),

  freeze_tomorrow: ({ organisationName, timeZone, planLink, freezesAt }) => ({
    subject: 'Последний день перед отключением страницы продаж',
    preview: `Она открыта до ${mailMoment('ru', freezesAt, timeZone)}.`,
    title: 'Последний день перед отключением страницы продаж',
    paragraphs: [
      [
        `Страницы ${organisationName} открыты до `,
        strong(mailMoment('ru', freezesAt, timeZone)),
        '. После этого на них появится «Сайт временно недоступен», в том числе для покупателей с вашими ссылками.',
      ],
    ],
    action: { label: 'Сохранить страницу', href: planLink },
    notes: [{ text: 'Ничего не удаляется. После оплаты страница вернётся такой же, как была.' }],
    reason: receivedAs(organisationName),
  }),

  card_added: ({ organisationName, timeZone, planLink, planName, nextPlanName, amount, chargedOn }) => {
    const title = nextPlanName
      ? `Карта добавлена · ${nextPlanName} начнётся ${mailDay('ru', chargedOn, timeZone)}`
      : `Теперь у вас тариф ${planName}`;
    return {
      subject: title,
      preview: `Первое списание: ${mailDay('ru', chargedOn, timeZone)}.`,
      title,
      paragraphs: [
        [
          nextPlanName
            ? `До ${mailDay('ru', chargedOn, timeZone)} у вас остаётся ${planName}, затем начнётся ${nextPlanName}. Первое списание, `
            : `Теперь у вас тариф ${planName}. Первое списание, `,
          strong(mailMoney('ru', amount)),
          ', состоится ',
          strong(mailDay('ru', chargedOn, timeZone)),
          '.',
        ],
      ],
      action: { label: 'Посмотреть тариф', href: planLink },
      notes: [{ text: 'До этого дня его можно отменить, и ничего не спишется.' }],
      reason: receivedAs(organisationName),
    };
  },

  payment_failed: ({ organisationName, timeZone, planLink, amount, nextAttemptAt, graceEndsAt }) => ({
    subject: 'Платёж не прошёл · Обновите карту, чтобы сохранить тариф',
    preview: `Не удалось списать ${mailMoney('ru', amount)}.`,
    title: 'Платёж не прошёл',
    paragraphs: [
      [
        'Не удалось списать ',
        strong(mailMoney('ru', amount)),
        ` за ${organisationName}. Пока ничего не меняется: обновите карту, и тариф продолжится.`,
      ],
    ],
    facts: knownFacts(
      ['Следующая попытка', nextAttemptAt && mailDay('ru', nextAttemptAt, timeZone)],
      ['Без оплаты тариф закончится', graceEndsAt && mailMoment('ru', graceEndsAt, timeZone)],
    ),
    action: { label: 'Обновить карту', href: planLink },
    notes: [{ text: 'Если вы только что оплатили, ничего делать не нужно.' }],
    reason: receivedAs(organisationName),
  }),

  card_needs_verification: ({ organisationName, timeZone, planLink, amount, graceEndsAt }) => ({
    subject: 'Карта требует подтверждения',
    preview: 'Банк просит подтвердить платёж.',
    title: 'Карта требует подтверждения',
    paragraphs: [
      [
        'Банк просит подтвердить платёж ',
        strong(mailMoney('ru', amount)),
        ` за ${organisationName}. Это займёт минуту, и тариф продолжится.`,
      ],
    ],
    facts: knownFacts(['Без оплаты тариф закончится', graceEndsAt && mailMoment('ru', graceEndsAt, timeZone)]),
    action: { label: 'Подтвердить платёж', href: planLink },
    reason: receivedAs(organisationName),
  }),

  dispute_opened: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: 'Платёж в offplan оспорен',
    preview: `Речь о ${mailMoney('ru', amount)}.`,
    title: 'Платёж оспорен',
    paragraphs: [
      [
        'Держатель карты обратился в банк по поводу платежа ',
        strong(mailMoney('ru', amount)),
        ` за ${organisationName}. Если это ошибка, попросите банк отозвать обращение.`,
      ],
    ],
    facts: [{ label: 'Открыто', value: mailDay('ru', openedAt, timeZone) }],
    action: { label: 'Написать нам', href: writeToSupport(supportEmail, `Оспоренный платёж: ${organisationName}`) },
    reason: receivedAs(organisationName),
  }),

  workspace_suspended_by_dispute: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: `Работа ${organisationName} приостановлена до решения по спорному платежу`,
    preview: `Речь о ${mailMoney('ru', amount)}.`,
    title: `Работа ${organisationName} приостановлена`,
    paragraphs: [
      [
        'Держатель карты оспорил платёж ',
        strong(mailMoney('ru', amount)),
        '. Пока вопрос не решён, в рабочем пространстве никто не может работать. Ничего не удаляется, опубликованные страницы остаются.',
      ],
    ],
    facts: [{ label: 'Открыто', value: mailDay('ru', openedAt, timeZone) }],
    action: { label: 'Написать нам', href: writeToSupport(supportEmail, `Оспоренный платёж: ${organisationName}`) },
    notes: [{ text: 'Если это ошибка, попросите банк отозвать спор: тогда всё сразу вернётся.' }],
    reason: receivedAs(organisationName),
  }),

  second_payment_returned: ({ organisationName, planLink, amount }, { supportEmail }) => ({
    subject: 'Вы оплатили дважды · Второй платёж уже возвращается',
    preview: `${mailMoney('ru', amount)} вернётся на вашу карту.`,
    title: 'Вы оплатили дважды',
    paragraphs: [
      [
        `За ${organisationName} почти одновременно пришли два платежа. Второй тариф мы отменили и отправили `,
        strong(mailMoney('ru', amount)),
        ' обратно на карту, с которой пришли деньги. Ваш тариф действует как прежде.',
      ],
    ],
    action: { label: 'Посмотреть тариф', href: planLink },
    notes: [{ text: 'Банк может показать возврат через несколько дней.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  plan_change_failed: ({ organisationName, planLink, planName, why }, { supportEmail }) => ({
    subject: `Тариф не изменён на ${planName} · Всё осталось как было`,
    preview: 'За смену тарифа ничего не списано.',
    title: 'Тариф не изменён',
    paragraphs: [
      [
        `Вы попросили сменить тариф ${organisationName} на ${planName}. `,
        CHANGE_FAILED[why],
        ' За это ничего не списано, тариф действует как прежде.',
      ],
    ],
    action: { label: 'Посмотреть тариф', href: planLink },
    notes: [{ text: 'Если смена всё ещё нужна, откройте её там ещё раз.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  card_expires: ({ organisationName, timeZone, planLink, last4, expiresAt, chargedOn }) => ({
    subject: `Карта действует до ${mailDay('ru', expiresAt)} · Укажите новую`,
    preview: `Срок карты, которая оканчивается на ${last4}, подходит к концу.`,
    title: 'Срок вашей карты подходит к концу',
    paragraphs: [
      [
        `Тариф ${organisationName} оплачивается картой, номер которой оканчивается на `,
        strong(last4),
        '. Она действует до ',
        strong(mailDay('ru', expiresAt)),
        '. Укажите до этого дня новую карту, и тариф продолжится без перерыва.',
      ],
    ],
    facts: [{ label: 'Следующее списание', value: mailDay('ru', chargedOn, timeZone) }],
    action: { label: 'Указать новую карту', href: planLink },
    notes: [{ text: 'Если банк уже перевыпустил карту сам или вы указали новую, ничего делать не нужно.' }],
    reason: receivedAs(organisationName),
  }),

  tax_id_invalid: ({ organisationName, planLink, correctedCount }, { supportEmail }) => ({
    subject: 'Налоговый номер не подтверждён · Исправьте его',
    preview: 'До этого счета выставляются с налогом.',
    title: 'Налоговый номер не подтверждён',
    paragraphs: [
      [
        `Налоговая служба не знает номера, указанного в счетах ${organisationName}. Исправьте его в разделе «Оплата и счета»; до этого счета выставляются с налогом.`,
      ],
      ...(correctedCount > 0
        ? [['Счета, выставленные без налога, мы исправили: к каждому есть кредит-нота и новый счёт.']]
        : []),
    ],
    action: { label: 'Исправить номер', href: planLink },
    notes: [
      {
        text: 'Уверены, что номер верный?',
        link: { label: 'Напишите нам', href: writeToSupport(supportEmail, `Налоговый номер: ${organisationName}`) },
      },
    ],
    reason: receivedAs(organisationName),
  }),
};

function keptUntil(freezesAt: string, timeZone: string) {
  return [
    { label: 'Страница продаж', value: `открыта до ${mailDay('ru', freezesAt, timeZone)}` },
    { label: 'Объекты, покупатели и ссылки', value: 'сохранены, только чтение' },
    { label: 'Проекты, где вы гость', value: 'работают как прежде' },
  ];
}

function questions(supportEmail: string) {
  return {
    text: 'Есть вопросы о тарифах?',
    link: { label: 'Напишите нам', href: writeToSupport(supportEmail, 'Вопрос о тарифах') },
  };
}
