import { mailDay, mailMoment, mailMoney, strong } from '@offplan/kernel/mail/letter';
import { knownFacts, type OwnerLetters, writeToSupport } from './identity-letters.ts';

const receivedAs = (organisationName: string) => `وصلتك هذه الرسالة بصفتك مالك ${organisationName} في offplan.`;

const plural = new Intl.PluralRules('ar');

/** Arabic counts one and two by the noun alone, and changes it after ten. */
function countOf(days: number): string {
  switch (plural.select(days)) {
    case 'one':
      return 'يوم واحد';
    case 'two':
      return 'يومان';
    case 'few':
      return `${days} أيام`;
    default:
      return `${days} يومًا`;
  }
}

const soon = (days: number) =>
  days <= 0 ? 'اليوم' : days === 1 ? 'غدًا' : `خلال ${days === 2 ? 'يومين' : countOf(days)}`;

const WITH_A_CARD =
  'مع بطاقة لا يتغيّر شيء: تبقى صفحة المبيعات متاحة، ويواصل فريقك العمل، وتبقى روابط المشترين مفتوحة. ومن دونها تنتقل إلى Free Guest، وتبقى صفحة المبيعات 30 يومًا أخرى.';
const NOTHING_BEFORE = 'لا يُخصم أي مبلغ قبل انتهاء الفترة التجريبية.';
const NOTHING_LOST = 'عند إعادة التفعيل يعود كل شيء فورًا كما تركته تمامًا.';

/** Why a confirmed change of plan came to nothing. */
const CHANGE_FAILED = {
  declined: 'رفض المصرف الدفعة.',
  refused: 'رفض مزوّد الدفع هذا التغيير.',
  overtaken: 'قبل تنفيذه تغيّر شيء آخر في باقتك، فلم يكن ليحقق ما عُرض عليك.',
};

/** Letters about the plan, to the Owner, in Arabic. */
export const ownerLettersAr: OwnerLetters = {
  trial_started: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }, { appUrl }) => ({
    subject: `مرحبًا بك في offplan · فترة Pro التجريبية: ${countOf(daysLeft)}`,
    preview: 'كل مزايا Pro من دون بطاقة.',
    title: `مرحبًا بك في offplan يا ${name}`,
    paragraphs: [
      [
        'لدى ',
        strong(organisationName),
        ' كل مزايا Pro حتى ',
        strong(mailMoment('ar', trialEndsAt, timeZone)),
        '، ولا حاجة إلى بطاقة.',
      ],
      ['ابدأ بمشروع: ارفع قائمة الوحدات، فتظهر اللوحة مباشرة لفريقك كله.'],
    ],
    action: { label: 'افتح مساحة العمل', href: appUrl },
    notes: [{ text: 'يمكن إضافة بطاقة في أي وقت.', link: { label: 'قارن الباقات', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_seven_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `بقي ${countOf(daysLeft)} من الفترة التجريبية · أضف بطاقة واحتفظ بباقة Pro`,
    preview: NOTHING_BEFORE,
    title: `بقي ${countOf(daysLeft)} من الفترة التجريبية`,
    paragraphs: [
      [
        `مرحبًا ${name}، تنتهي فترة Pro التجريبية لـ ${organisationName} في `,
        strong(mailMoment('ar', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'أضف بطاقة واحتفظ بباقة Pro', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'قارن الباقات', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_three_days_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `تنتهي الفترة التجريبية ${soon(daysLeft)}. أضف بطاقة لتبقى مؤسستك نشطة.`,
    preview: NOTHING_BEFORE,
    title: `تنتهي الفترة التجريبية ${soon(daysLeft)}. أضف بطاقة لتبقى مؤسستك نشطة.`,
    paragraphs: [
      [
        `مرحبًا ${name}، تنتهي فترة Pro التجريبية لـ ${organisationName} في `,
        strong(mailMoment('ar', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'أضف بطاقة', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'قارن الباقات', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_one_day_left: ({ name, organisationName, timeZone, planLink, trialEndsAt, daysLeft }) => ({
    subject: `تنتهي الفترة التجريبية ${soon(daysLeft)} · أضف بطاقة لتستمر مع Pro`,
    preview: NOTHING_BEFORE,
    title: `تنتهي الفترة التجريبية ${soon(daysLeft)}`,
    paragraphs: [
      [
        `مرحبًا ${name}، تنتهي فترة Pro التجريبية لـ ${organisationName} في `,
        strong(mailMoment('ar', trialEndsAt, timeZone)),
        '.',
      ],
      [WITH_A_CARD],
    ],
    action: { label: 'أضف بطاقة لتستمر مع Pro', href: planLink },
    notes: [{ text: NOTHING_BEFORE, link: { label: 'قارن الباقات', href: planLink } }],
    reason: receivedAs(organisationName),
  }),

  trial_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'انتهت الفترة التجريبية · انتقلت إلى Free Guest ويمكنك إعادة التفعيل في أي وقت',
    preview: NOTHING_LOST,
    title: 'انتهت الفترة التجريبية',
    paragraphs: [['انتقلت إلى Free Guest. يمكنك إعادة التفعيل في أي وقت.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'أعد التفعيل', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  plan_ended: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'انتهت باقتك · انتقلت إلى Free Guest ويمكنك إعادة التفعيل في أي وقت',
    preview: NOTHING_LOST,
    title: 'انتهت باقتك',
    paragraphs: [['انتقلت إلى Free Guest. يمكنك إعادة التفعيل في أي وقت.'], [NOTHING_LOST]],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'أعد التفعيل', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  free_guest_one_week: ({ organisationName, timeZone, planLink, freezesAt }, { supportEmail }) => ({
    subject: 'مضى أسبوع وأنت على Free Guest · هل تعيد التفعيل؟',
    preview: NOTHING_LOST,
    title: 'مضى أسبوع وأنت على Free Guest',
    paragraphs: [
      ['يمكن الاطلاع على ', strong(organisationName), ' دون العمل فيها. أما ما تبيعه ضيفًا لدى غيرك فيعمل كما كان.'],
      [NOTHING_LOST],
    ],
    facts: keptUntil(freezesAt, timeZone),
    action: { label: 'أعد التفعيل', href: planLink },
    notes: [questions(supportEmail)],
    reason: receivedAs(organisationName),
  }),

  freeze_in_seven_days: ({ organisationName, timeZone, planLink, freezesAt, daysLeft }) => ({
    subject: `تتوقف صفحة المبيعات المنشورة ${soon(daysLeft)} · أعد التفعيل لتبقى متاحة`,
    preview: `تتوقف في ${mailDay('ar', freezesAt, timeZone)}.`,
    title: `تتوقف صفحة المبيعات المنشورة ${soon(daysLeft)}`,
    paragraphs: [
      [
        'في ',
        strong(mailDay('ar', freezesAt, timeZone)),
        ` ستعرض صفحات ${organisationName} عبارة «الموقع غير متاح مؤقتًا»، وللمشترين الذين لديهم رابط منك أيضًا.`,
      ],
    ],
    action: { label: 'أعد التفعيل لتبقى متاحة', href: planLink },
    notes: [{ text: 'لا يُحذف شيء. إن دفعت لاحقًا عادت الصفحة كما كانت.' }],
    reason: receivedAs(organisationName),
  }),

  freeze_tomorrow: ({ organisationName, timeZone, planLink, freezesAt }) => ({
    subject: 'اليوم الأخير قبل توقف صفحة المبيعات',
    preview: `تبقى متاحة حتى ${mailMoment('ar', freezesAt, timeZone)}.`,
    title: 'اليوم الأخير قبل توقف صفحة المبيعات',
    paragraphs: [
      [
        `تبقى صفحات ${organisationName} متاحة حتى `,
        strong(mailMoment('ar', freezesAt, timeZone)),
        '. بعد ذلك تعرض عبارة «الموقع غير متاح مؤقتًا»، وللمشترين الذين لديهم رابط منك أيضًا.',
      ],
    ],
    action: { label: 'أعد التفعيل لتبقى متاحة', href: planLink },
    notes: [{ text: 'لا يُحذف شيء. إن دفعت لاحقًا عادت الصفحة كما كانت.' }],
    reason: receivedAs(organisationName),
  }),

  card_added: ({ organisationName, timeZone, planLink, planName, nextPlanName, amount, chargedOn }) => {
    const title = nextPlanName
      ? `أُضيفت بطاقتك · تبدأ باقة ${nextPlanName} في ${mailDay('ar', chargedOn, timeZone)}`
      : `أنت الآن على باقة ${planName}`;
    return {
      subject: title,
      preview: `أول خصم في ${mailDay('ar', chargedOn, timeZone)}.`,
      title,
      paragraphs: [
        [
          nextPlanName
            ? `تبقى على باقة ${planName} حتى ${mailDay('ar', chargedOn, timeZone)}، ثم تبدأ باقة ${nextPlanName}. أول خصم بمبلغ `
            : `أنت الآن على باقة ${planName}. أول خصم بمبلغ `,
          strong(mailMoney('ar', amount)),
          ' يكون في ',
          strong(mailDay('ar', chargedOn, timeZone)),
          '.',
        ],
      ],
      action: { label: 'اطّلع على باقتك', href: planLink },
      notes: [{ text: 'يمكن إلغاؤها حتى ذلك اليوم دون أي خصم.' }],
      reason: receivedAs(organisationName),
    };
  },

  payment_failed: ({ organisationName, timeZone, planLink, amount, nextAttemptAt, graceEndsAt }) => ({
    subject: 'لم تنجح عملية الدفع · حدّث بطاقتك لتحتفظ بباقتك',
    preview: `تعذّر خصم ${mailMoney('ar', amount)}.`,
    title: 'لم تنجح عملية الدفع',
    paragraphs: [
      [
        'تعذّر خصم ',
        strong(mailMoney('ar', amount)),
        ` عن ${organisationName}. لا يتغيّر شيء الآن: حدّث بطاقتك فتستمر الباقة.`,
      ],
    ],
    facts: knownFacts(
      ['المحاولة التالية', nextAttemptAt && mailDay('ar', nextAttemptAt, timeZone)],
      ['تنتهي الباقة دون دفع', graceEndsAt && mailMoment('ar', graceEndsAt, timeZone)],
    ),
    action: { label: 'حدّث بطاقتك', href: planLink },
    notes: [{ text: 'إن كنت قد دفعت للتو فلا حاجة إلى فعل شيء.' }],
    reason: receivedAs(organisationName),
  }),

  card_needs_verification: ({ organisationName, timeZone, planLink, amount, graceEndsAt }) => ({
    subject: 'بطاقتك تحتاج إلى تحقق',
    preview: 'يطلب مصرفك تأكيد عملية دفع.',
    title: 'بطاقتك تحتاج إلى تحقق',
    paragraphs: [
      [
        'يطلب مصرفك تأكيد دفع ',
        strong(mailMoney('ar', amount)),
        ` عن ${organisationName}. لا يستغرق ذلك أكثر من دقيقة، وتستمر الباقة.`,
      ],
    ],
    facts: knownFacts(['تنتهي الباقة دون دفع', graceEndsAt && mailMoment('ar', graceEndsAt, timeZone)]),
    action: { label: 'أكّد الدفع', href: planLink },
    reason: receivedAs(organisationName),
  }),

  dispute_opened: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: 'اعتراض على دفعة إلى offplan',
    preview: `المبلغ ${mailMoney('ar', amount)}.`,
    title: 'اعتراض على دفعة',
    paragraphs: [
      [
        'استفسر صاحب البطاقة لدى مصرفه عن دفعة بمبلغ ',
        strong(mailMoney('ar', amount)),
        ` عن ${organisationName}. إن كان ذلك خطأ فاطلب من المصرف سحبه.`,
      ],
    ],
    facts: [{ label: 'فُتح في', value: mailDay('ar', openedAt, timeZone) }],
    action: { label: 'راسلنا', href: writeToSupport(supportEmail, `دفعة معترض عليها: ${organisationName}`) },
    reason: receivedAs(organisationName),
  }),

  workspace_suspended_by_dispute: ({ organisationName, timeZone, amount, openedAt }, { supportEmail }) => ({
    subject: `عُلّق العمل في ${organisationName} حتى تسوية دفعة معترض عليها`,
    preview: `المبلغ ${mailMoney('ar', amount)}.`,
    title: `عُلّق العمل في ${organisationName}`,
    paragraphs: [
      [
        'اعترض صاحب البطاقة على دفعة بمبلغ ',
        strong(mailMoney('ar', amount)),
        '. حتى تسوية ذلك لا يمكن لأحد العمل في مساحة العمل. لا يُحذف شيء، وتبقى الصفحات المنشورة.',
      ],
    ],
    facts: [{ label: 'فُتح في', value: mailDay('ar', openedAt, timeZone) }],
    action: { label: 'راسلنا', href: writeToSupport(supportEmail, `دفعة معترض عليها: ${organisationName}`) },
    notes: [{ text: 'إن كان ذلك خطأ فاطلب من مصرفك سحب الاعتراض، فيعود كل شيء فورًا.' }],
    reason: receivedAs(organisationName),
  }),

  second_payment_returned: ({ organisationName, planLink, amount }, { supportEmail }) => ({
    subject: 'دفعت مرتين · الدفعة الثانية في طريقها إليك',
    preview: `يعود ${mailMoney('ar', amount)} إلى بطاقتك.`,
    title: 'دفعت مرتين',
    paragraphs: [
      [
        `وصلت دفعتان عن ${organisationName} في اللحظة نفسها تقريبًا. ألغينا الباقة الثانية وأعدنا `,
        strong(mailMoney('ar', amount)),
        ' إلى البطاقة التي دُفع منها. وتستمر باقتك كما كانت.',
      ],
    ],
    action: { label: 'اطّلع على باقتك', href: planLink },
    notes: [{ text: 'قد يستغرق ظهور المبلغ لدى مصرفك بضعة أيام.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  plan_change_failed: ({ organisationName, planLink, planName, why }, { supportEmail }) => ({
    subject: `لم تتغير باقتك إلى ${planName} · بقيت كما كانت`,
    preview: 'لم يُخصم شيء مقابل التغيير.',
    title: 'لم تتغير باقتك',
    paragraphs: [
      [
        `طلبت تغيير باقة ${organisationName} إلى ${planName}. `,
        CHANGE_FAILED[why],
        ' لم يُخصم شيء مقابل ذلك، وتستمر باقتك كما كانت.',
      ],
    ],
    action: { label: 'اطّلع على باقتك', href: planLink },
    notes: [{ text: 'إن كنت ما زلت تريد التغيير فراجعه هناك مرة أخرى.', link: questions(supportEmail).link }],
    reason: receivedAs(organisationName),
  }),

  card_expires: ({ organisationName, timeZone, planLink, last4, expiresAt, chargedOn }) => ({
    subject: `بطاقتك صالحة حتى ${mailDay('ar', expiresAt)} · أضف بطاقة جديدة`,
    preview: `تقترب نهاية صلاحية البطاقة المنتهية بالرقم ${last4}.`,
    title: 'تقترب نهاية صلاحية بطاقتك',
    paragraphs: [
      [
        `تُدفع باقة ${organisationName} بالبطاقة المنتهية بالرقم `,
        strong(last4),
        '، وهي صالحة حتى ',
        strong(mailDay('ar', expiresAt)),
        '. أضف بطاقة جديدة قبل ذلك اليوم لتستمر الباقة دون انقطاع.',
      ],
    ],
    facts: [{ label: 'الدفعة القادمة', value: mailDay('ar', chargedOn, timeZone) }],
    action: { label: 'أضف بطاقة جديدة', href: planLink },
    notes: [{ text: 'إن كان مصرفك قد جدّد البطاقة تلقائيًا، أو كنت قد أضفت بطاقة جديدة، فلا حاجة إلى فعل شيء.' }],
    reason: receivedAs(organisationName),
  }),

  tax_id_invalid: ({ organisationName, planLink, correctedCount }, { supportEmail }) => ({
    subject: 'تعذّر تأكيد رقمك الضريبي · يُرجى تصحيحه',
    preview: 'حتى ذلك الحين تصدر فواتيرك شاملةً الضريبة.',
    title: 'تعذّر تأكيد رقمك الضريبي',
    paragraphs: [
      [
        `لا تعرف السلطات الضريبية الرقم المذكور في فواتير ${organisationName}. صحّحه في «إدارة الدفع والفواتير»؛ وحتى ذلك الحين تصدر فواتيرك مع الضريبة.`,
      ],
      ...(correctedCount > 0 ? [['صحّحنا الفواتير التي صدرت دون ضريبة: لكل منها إشعار دائن وفاتورة جديدة.']] : []),
    ],
    action: { label: 'صحّح الرقم الضريبي', href: planLink },
    notes: [
      {
        text: 'هل أنت متأكد من صحته؟',
        link: { label: 'راسلنا', href: writeToSupport(supportEmail, `الرقم الضريبي: ${organisationName}`) },
      },
    ],
    reason: receivedAs(organisationName),
  }),
};

function keptUntil(freezesAt: string, timeZone: string) {
  return [
    { label: 'صفحة المبيعات', value: `متاحة حتى ${mailDay('ar', freezesAt, timeZone)}` },
    { label: 'الوحدات والمشترون والروابط', value: 'محفوظة للقراءة فقط' },
    { label: 'المشاريع التي أنت ضيف فيها', value: 'تعمل كما كانت' },
  ];
}

function questions(supportEmail: string) {
  return {
    text: 'هل لديك أسئلة عن الباقات؟',
    link: { label: 'تواصل معنا', href: writeToSupport(supportEmail, 'سؤال عن الباقات') },
  };
}
