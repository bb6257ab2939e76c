import { mailDay, mailMoment, strong } from '@offplan/kernel/mail/letter';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { type IdentityLetters, writeToSupport } from './identity-letters.ts';
import type { ProtectionChange } from './identity-mails.ts';
import { ownerLettersAr } from './owner-letters-ar.ts';

const moment = (at: string) => mailMoment('ar', at);
const YOURS = 'وصلتك هذه الرسالة لأنها تخص حسابك في offplan.';

const ROLE: Record<Role, string> = {
  owner: 'مالك',
  admin: 'مشرف',
  sales_manager: 'مدير مبيعات',
  sales_agent: 'وكيل مبيعات',
  external_sales_agent: 'وكيل مبيعات خارجي',
};

const CAPABILITY: Record<GuestCapability, string> = { sales: 'بيع الوحدات', content: 'تحرير المحتوى' };

const PROTECTION: Record<ProtectionChange, { title: string; means: string }> = {
  totp_on: {
    title: 'تم تفعيل الدخول بخطوتين',
    means: 'من الآن يُطلب عند الدخول رمز من تطبيق المصادقة أيضًا.',
  },
  totp_off: {
    title: 'تم إيقاف الدخول بخطوتين',
    means: 'لم يعد يُطلب عند الدخول رمز من تطبيق المصادقة.',
  },
  recovery_codes_made: {
    title: 'أُنشئت رموز استرداد جديدة',
    means: 'يعمل كل رمز جديد مرة واحدة، ولم تعد الرموز السابقة تعمل.',
  },
  passkey_added: { title: 'أُضيف مفتاح مرور', means: 'يمكن استخدامه الآن للدخول إلى حسابك.' },
  passkey_removed: { title: 'أُزيل مفتاح مرور', means: 'لم يعد ممكنًا استخدامه للدخول إلى حسابك.' },
  google_linked: { title: 'تم ربط حساب Google', means: 'يمكن استخدامه الآن للدخول إلى حسابك.' },
  google_unlinked: { title: 'تم فصل حساب Google', means: 'لم يعد ممكنًا استخدامه للدخول إلى حسابك.' },
};

/** Identity's letters in Arabic. */
export const ar: IdentityLetters = {
  help: 'هل تحتاج إلى مساعدة؟ راسلنا على',
  unsubscribe: 'إيقاف هذه التذكيرات',
  letters: {
    ...ownerLettersAr,

    confirm_sign_up: ({ name, organisationName, link, expiresAt }) => ({
      subject: 'أكّد عنوان بريدك الإلكتروني',
      preview: `بقيت خطوة واحدة يا ${name}.`,
      title: 'أكّد عنوان بريدك الإلكتروني',
      paragraphs: [
        organisationName
          ? [
              'مرحبًا ',
              strong(name),
              '، أكّد أن هذا العنوان لك، وستكون مساحة العمل ',
              strong(organisationName),
              ' جاهزة في offplan.',
            ]
          : ['مرحبًا ', strong(name), '، أكّد أن هذا العنوان لك، وسيكون حسابك في offplan جاهزًا.'],
      ],
      facts: [{ label: 'صالح حتى', value: moment(expiresAt) }],
      action: { label: 'تأكيد العنوان', href: link },
      notes: [{ text: 'إن لم تكن أنت من سجّل فتجاهل هذه الرسالة: لن يُنشأ أي حساب من دون تأكيد.' }],
      reason: 'سجّل شخص ما في offplan بهذا العنوان.',
    }),

    sign_up_known: ({ name, signInLink, resetLink, recoverLink, recoverName }) => ({
      subject: 'لديك حساب في offplan بالفعل',
      preview: 'سجّل الدخول به أو اختر كلمة مرور جديدة.',
      title: 'لديك حساب بالفعل',
      paragraphs: [
        [
          'مرحبًا ',
          strong(name),
          '، حاول شخص ما، والأرجح أنه أنت، التسجيل بهذا العنوان قبل قليل. للعنوان حساب بالفعل، لذلك لم يُنشأ حساب آخر.',
        ],
        ...(recoverLink ? [['مساحة عملك ', strong(recoverName ?? ''), ' ما زالت محفوظة ويمكن فتحها من جديد.']] : []),
      ],
      action: recoverLink ? { label: 'فتحها من جديد', href: recoverLink } : { label: 'تسجيل الدخول', href: signInLink },
      notes: [
        ...(recoverLink ? [{ text: 'تريد تسجيل الدخول فقط؟', link: { label: 'تسجيل الدخول', href: signInLink } }] : []),
        { text: 'نسيت كلمة المرور؟', link: { label: 'اختر كلمة جديدة', href: resetLink } },
        { text: 'إن لم تكن أنت فتجاهل هذه الرسالة. لم يتغير شيء.' },
      ],
      reason: 'حاول شخص ما التسجيل في offplan بهذا العنوان.',
    }),

    reset_password: ({ name, link, expiresAt }) => ({
      subject: 'اختر كلمة مرور جديدة',
      preview: 'يعمل الرابط مرة واحدة.',
      title: 'اختر كلمة مرور جديدة',
      paragraphs: [
        ['مرحبًا ', strong(name), '، طلب شخص ما كلمة مرور جديدة لحسابك في offplan. إن كنت أنت فاخترها الآن.'],
      ],
      facts: [{ label: 'صالح حتى', value: moment(expiresAt) }],
      action: { label: 'اختيار كلمة مرور', href: link },
      notes: [{ text: 'يعمل الرابط مرة واحدة. إن لم تكن أنت فتجاهل هذه الرسالة: تبقى كلمة مرورك كما هي.' }],
      reason: YOURS,
    }),

    password_changed: ({ name, at, supportEmail }) => ({
      subject: 'تغيّرت كلمة مرورك',
      preview: 'إن كنت أنت من غيّرها فلا حاجة إلى أي إجراء.',
      title: 'تغيّرت كلمة مرورك',
      paragraphs: [
        ['مرحبًا ', strong(name), '، تغيّرت كلمة مرور حسابك في offplan. إن كنت أنت من غيّرها فلا حاجة إلى أي إجراء.'],
      ],
      facts: [{ label: 'الوقت', value: moment(at) }],
      action: { label: 'لست أنا', href: writeToSupport(supportEmail, 'لم أغيّر كلمة مروري') },
      notes: [{ text: 'إن لم تكن أنت فراسلنا فورًا. سنساعدك على استعادة حسابك.' }],
      reason: YOURS,
    }),

    confirm_email: ({ name, link, expiresAt }) => ({
      subject: 'أكّد عنوان بريدك الإلكتروني الجديد',
      preview: 'بعدها تسجّل الدخول به.',
      title: 'أكّد عنوان بريدك الإلكتروني الجديد',
      paragraphs: [['مرحبًا ', strong(name), '، أكّد أن هذا العنوان لك. بعدها تسجّل الدخول به.']],
      facts: [{ label: 'صالح حتى', value: moment(expiresAt) }],
      action: { label: 'تأكيد العنوان', href: link },
      notes: [{ text: 'حتى ذلك الحين يبقى لحسابك عنوانه القديم. إن لم تكن أنت فتجاهل هذه الرسالة.' }],
      reason: 'أدخل شخص ما هذا العنوان عنوانًا جديدًا لحساب في offplan.',
    }),

    email_change_requested: ({ name, newEmail, at, resetLink, supportEmail }) => ({
      subject: 'طُلب تغيير عنوان البريد الإلكتروني لحسابك',
      preview: 'إن كنت أنت من طلبه فأكّده من العنوان الجديد.',
      title: 'طُلب تغيير عنوان بريدك الإلكتروني',
      paragraphs: [
        [
          'مرحبًا ',
          strong(name),
          '، طلب شخص دخل إلى حسابك في offplan أن يصبح للحساب عنوان آخر. لن يتغيّر العنوان إلا بعد تأكيد العنوان الجديد، وحتى ذلك الحين يبقى هذا العنوان.',
        ],
      ],
      facts: [
        { label: 'العنوان الجديد', value: newEmail },
        { label: 'الوقت', value: moment(at) },
      ],
      action: { label: 'لست أنا: اختيار كلمة مرور جديدة', href: resetLink },
      notes: [
        { text: 'إن كنت أنت فلا حاجة إلى أي إجراء هنا.' },
        {
          text: 'وإن لم تكن أنت فاختر كلمة مرور جديدة فورًا: فهذا يوقف التغيير وينهي جميع الجلسات.',
          link: { label: 'راسلنا', href: writeToSupport(supportEmail, 'لم أطلب تغيير عنوان بريدي الإلكتروني') },
        },
      ],
      reason: YOURS,
    }),

    email_changed: ({ name, newEmail, at, supportEmail }) => ({
      subject: 'تغيّر عنوان البريد الإلكتروني لحسابك',
      preview: 'إن كنت أنت من غيّره فلا حاجة إلى أي إجراء.',
      title: 'تغيّر عنوان بريدك الإلكتروني',
      paragraphs: [
        [
          'مرحبًا ',
          strong(name),
          '، أصبح لحسابك في offplan عنوان آخر ولم يعد يستخدم هذا العنوان. إن كنت أنت من غيّره فلا حاجة إلى أي إجراء.',
        ],
      ],
      facts: [
        { label: 'العنوان الجديد', value: newEmail },
        { label: 'الوقت', value: moment(at) },
      ],
      action: { label: 'لست أنا', href: writeToSupport(supportEmail, 'لم أغيّر عنوان بريدي الإلكتروني') },
      notes: [{ text: 'إن لم تكن أنت فراسلنا فورًا. سنساعدك على استعادة حسابك.' }],
      reason: YOURS,
    }),

    sign_in_protection_changed: ({ name, change, at, supportEmail }) => ({
      subject: PROTECTION[change].title,
      preview: PROTECTION[change].means,
      title: PROTECTION[change].title,
      paragraphs: [['مرحبًا ', strong(name), '، تغيّر شيء في طريقة دخولك إلى offplan.'], [PROTECTION[change].means]],
      facts: [{ label: 'الوقت', value: moment(at) }],
      action: { label: 'لست أنا', href: writeToSupport(supportEmail, 'لم أغيّر طريقة دخولي') },
      notes: [{ text: 'إن كنت أنت فلا حاجة إلى أي إجراء. وإن لم تكن فراسلنا فورًا: سنساعدك على استعادة حسابك.' }],
      reason: YOURS,
    }),

    member_invitation: ({ inviterName, organisationName, role, email, expiresAt, link }) => ({
      subject: `دعوة من ${inviterName} إلى ${organisationName}`,
      preview: `دورك: ${ROLE[role]}. الدعوة صالحة لمدة 7 أيام.`,
      title: `دعوة من ${inviterName} إلى ${organisationName}`,
      paragraphs: [
        [
          'ستعمل مع فريق ',
          strong(organisationName),
          ' في offplan: لوحة الوحدات المباشرة، ومشتروك، والروابط الشخصية التي ترسلها إليهم.',
        ],
      ],
      facts: [
        { label: 'دورك', value: ROLE[role] },
        { label: 'إلى', value: email },
        { label: 'صالحة حتى', value: moment(expiresAt) },
      ],
      action: { label: 'قبول الدعوة', href: link },
      notes: [{ text: 'يعمل الرابط مرة واحدة ولهذا العنوان فقط. إن لم تكن تتوقعه فيمكنك تجاهل هذه الرسالة.' }],
      reason: `أرسلها offplan نيابة عن ${organisationName}.`,
    }),

    guest_invitation: ({ inviterName, organisationName, projectName, capabilities, email, expiresAt, link }) => ({
      subject: `دعوة من ${inviterName} إلى ${projectName}`,
      preview: `العمل في مشروع من ${organisationName}. الدعوة صالحة لمدة 7 أيام.`,
      title: `دعوة من ${inviterName} إلى ${projectName}`,
      paragraphs: [
        [
          'تفتح ',
          strong(organisationName),
          ' مشروعها ',
          strong(projectName),
          ' في offplan أمام مؤسستك. لا يكلّفك ذلك شيئًا، وتبقى لك مساحة عملك.',
        ],
      ],
      facts: [
        { label: 'يمكنك', value: capabilities.map((one) => CAPABILITY[one]).join('، ') },
        { label: 'إلى', value: email },
        { label: 'صالحة حتى', value: moment(expiresAt) },
      ],
      action: { label: 'قبول الدعوة', href: link },
      notes: [{ text: 'يعمل الرابط مرة واحدة ولهذا العنوان فقط. إن لم تكن تتوقعه فيمكنك تجاهل هذه الرسالة.' }],
      reason: `أرسلها offplan نيابة عن ${organisationName}.`,
    }),

    ownership_offer: ({ ownerName, organisationName, expiresAt, link }) => ({
      subject: `عرض من ${ownerName}: ملكية ${organisationName}`,
      preview: 'ستصبح المالك.',
      title: `عرض من ${ownerName}: ملكية ${organisationName}`,
      paragraphs: [
        [
          'يقرّر المالك في شأن الباقة والدفع والنطاقات وعنوان ',
          strong(organisationName),
          '، وهو وحده من يمكنه إغلاقها. ويصبح ',
          strong(ownerName),
          ' مشرفًا.',
        ],
      ],
      facts: [{ label: 'صالح حتى', value: moment(expiresAt) }],
      action: { label: 'الاطلاع على العرض', href: link },
      notes: [{ text: 'لا يتغير شيء ما لم تقبل. إن لم ترغب فدع العرض ينقضي.' }],
      reason: `وصلتك هذه الرسالة بصفتك عضوًا في ${organisationName}.`,
    }),

    ownership_moved: ({ organisationName, formerOwnerName, newOwnerName }, { appUrl }) => ({
      subject: `مالك جديد لمساحة العمل ${organisationName}`,
      preview: `المالك السابق: ${formerOwnerName}. المالك الجديد: ${newOwnerName}.`,
      title: `مالك جديد لمساحة العمل ${organisationName}`,
      paragraphs: [['المالك الآن في ', strong(organisationName), ' هو ', strong(newOwnerName), '.']],
      facts: [
        { label: 'المالك', value: newOwnerName },
        { label: 'مشرف من الآن', value: formerOwnerName },
      ],
      action: { label: 'فتح offplan', href: appUrl },
      reason: `وصلتك هذه الرسالة لأنك شاركت في نقل ملكية ${organisationName}.`,
    }),

    member_left: ({ memberName, organisationName, unitCount }, { appUrl }) => ({
      subject: `انتهت عضوية ${memberName} في ${organisationName}`,
      preview: 'تبقى سجلات المشترين، وتبقى روابطهم تعمل.',
      title: `انتهت عضوية ${memberName} في ${organisationName}`,
      paragraphs: [
        [
          'انتهت عضوية ',
          strong(memberName),
          ' في ',
          strong(organisationName),
          '. تبقى سجلات المشترين كما هي، وتبقى الروابط المرسلة إليهم تعمل.',
        ],
      ],
      facts: unitCount === null ? undefined : [{ label: 'وحدات انتقلت إلى الأعلى', value: String(unitCount) }],
      action: { label: 'فتح offplan', href: appUrl },
      reason: `وصلتك هذه الرسالة لأنك مسؤول عن فريق ${organisationName}.`,
    }),

    guest_ended: ({ guestName, organisationName, projectNames, unitCount }, { appUrl }) => ({
      subject: `انتهى عمل ${guestName} مع ${organisationName}`,
      preview: 'عادت وحداتها إلى مجموعتك الداخلية.',
      title: `انتهى عمل ${guestName} مع ${organisationName}`,
      paragraphs: [
        ['انتهى وصول ', strong(guestName), '. عادت وحداتها إلى مجموعتك الداخلية، وتبقى سجلات المشترين لديك.'],
      ],
      facts: [
        { label: projectNames.length === 1 ? 'المشروع' : 'المشاريع', value: projectNames.join('، ') },
        ...(unitCount === null ? [] : [{ label: 'وحدات عادت', value: String(unitCount) }]),
      ],
      action: { label: 'فتح offplan', href: appUrl },
      reason: `وصلتك هذه الرسالة لأنك مسؤول عن ضيوف ${organisationName}.`,
    }),

    restore_workspace: ({ name, organisationName, link, expiresAt }) => ({
      subject: `إعادة مساحة العمل ${organisationName}`,
      preview: 'كل شيء ما زال محفوظًا.',
      title: `إعادة مساحة العمل ${organisationName}`,
      paragraphs: [
        [
          `مرحبًا ${name}، أُرشفت مساحة العمل `,
          strong(organisationName),
          ' لأن أحدًا لم يستخدمها منذ وقت طويل. كل ما فيها محفوظ. اختر باقة لتُفتح من جديد كما تركتها.',
        ],
      ],
      facts: [{ label: 'صالح حتى', value: moment(expiresAt) }],
      action: { label: 'اختر باقة', href: link },
      notes: [{ text: 'ترى السعر قبل أن تدفع أي شيء.' }],
      reason: `وصلتك هذه الرسالة بصفتك مالك ${organisationName}.`,
    }),

    organisation_closed: ({ organisationName, deletedOn, link }) => ({
      subject: `أُغلقت مساحة العمل ${organisationName}`,
      preview: `تُحذف في ${mailDay('ar', deletedOn)}.`,
      title: `أُغلقت مساحة العمل ${organisationName}`,
      paragraphs: [
        [
          'أُلغيت الباقة وأُرشفت مساحة العمل. يمكن فتحها من جديد حتى ',
          strong(mailDay('ar', deletedOn)),
          '، وبعد ذلك تُحذف نهائيًا.',
        ],
      ],
      facts: [{ label: 'تُحذف في', value: mailDay('ar', deletedOn) }],
      action: { label: 'فتحها من جديد', href: link },
      notes: [{ text: 'إن كنت تريد حذفها فلا حاجة إلى أي إجراء.' }],
      reason: `وصلتك هذه الرسالة بصفتك مالك ${organisationName}.`,
    }),
  },
};
