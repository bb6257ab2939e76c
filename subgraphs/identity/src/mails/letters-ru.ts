import { mailDay, mailMoment, strong } from '@offplan/kernel/mail/letter';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { type IdentityLetters, writeToSupport } from './identity-letters.ts';
import type { ProtectionChange } from './identity-mails.ts';
import { ownerLettersRu } from './owner-letters-ru.ts';

const moment = (at: string) => mailMoment('ru', at);
const YOURS = 'Вы получили это письмо, потому что оно касается вашей учётной записи offplan.';

const ROLE: Record<Role, string> = {
  owner: 'Владелец',
  admin: 'Администратор',
  sales_manager: 'Руководитель продаж',
  sales_agent: 'Агент по продажам',
  external_sales_agent: 'Внешний агент по продажам',
};

const CAPABILITY: Record<GuestCapability, string> = { sales: 'Продавать объекты', content: 'Редактировать материалы' };

const PROTECTION: Record<ProtectionChange, { title: string; means: string }> = {
  totp_on: {
    title: 'Двухэтапный вход включён',
    means: 'Теперь при входе нужен ещё и код из приложения-аутентификатора.',
  },
  totp_off: {
    title: 'Двухэтапный вход отключён',
    means: 'Код из приложения-аутентификатора при входе больше не нужен.',
  },
  recovery_codes_made: {
    title: 'Созданы новые коды восстановления',
    means: 'Каждый новый код действует один раз; прежние больше не действуют.',
  },
  passkey_added: { title: 'Добавлен ключ доступа', means: 'Теперь с ним можно войти в вашу учётную запись.' },
  passkey_removed: { title: 'Ключ доступа удалён', means: 'Войти с ним в вашу учётную запись больше нельзя.' },
  google_linked: { title: 'Привязан аккаунт Google', means: 'Теперь с ним можно войти в вашу учётную запись.' },
  google_unlinked: { title: 'Аккаунт Google отвязан', means: 'Войти с ним в вашу учётную запись больше нельзя.' },
};

/** Identity's letters in Russian. */
export const ru: IdentityLetters = {
  help: 'Нужна помощь? Напишите нам:',
  unsubscribe: 'Отписаться от напоминаний',
  letters: {
    ...ownerLettersRu,

    confirm_sign_up: ({ name, organisationName, link, expiresAt }) => ({
      subject: 'Подтвердите адрес электронной почты',
      preview: `${name}, остался один шаг.`,
      title: 'Подтвердите адрес электронной почты',
      paragraphs: [
        organisationName
          ? [
              `Здравствуйте, ${name}! Подтвердите, что этот адрес ваш, и рабочее пространство `,
              strong(organisationName),
              ' будет готово.',
            ]
          : [`Здравствуйте, ${name}! Подтвердите, что этот адрес ваш, и учётная запись offplan будет готова.`],
      ],
      facts: [{ label: 'Действует до', value: moment(expiresAt) }],
      action: { label: 'Подтвердить адрес', href: link },
      notes: [
        {
          text: 'Если вы не регистрировались, не обращайте внимания на это письмо: без подтверждения учётная запись не появится.',
        },
      ],
      reason: 'Кто-то указал этот адрес при регистрации в offplan.',
    }),

    sign_up_known: ({ name, signInLink, resetLink, recoverLink, recoverName }) => ({
      subject: 'У вас уже есть учётная запись offplan',
      preview: 'Войдите или выберите новый пароль.',
      title: 'У вас уже есть учётная запись',
      paragraphs: [
        [
          `Здравствуйте, ${name}! Кто-то, скорее всего вы, только что пытался зарегистрироваться с этим адресом. Учётная запись с ним уже есть, поэтому новая не создана.`,
        ],
        ...(recoverLink
          ? [['Ваше рабочее пространство ', strong(recoverName ?? ''), ' сохранено, и его можно открыть снова.']]
          : []),
      ],
      action: recoverLink ? { label: 'Открыть снова', href: recoverLink } : { label: 'Войти', href: signInLink },
      notes: [
        ...(recoverLink ? [{ text: 'Хотите просто войти?', link: { label: 'Войти', href: signInLink } }] : []),
        { text: 'Забыли пароль?', link: { label: 'Выбрать новый', href: resetLink } },
        { text: 'Если это были не вы, не обращайте внимания на это письмо. Ничего не изменилось.' },
      ],
      reason: 'Кто-то пытался зарегистрироваться в offplan с этим адресом.',
    }),

    reset_password: ({ name, link, expiresAt }) => ({
      subject: 'Выберите новый пароль',
      preview: 'Ссылка действует один раз.',
      title: 'Выберите новый пароль',
      paragraphs: [
        [
          `Здравствуйте, ${name}! Кто-то запросил новый пароль для вашей учётной записи offplan. Если это были вы, выберите его сейчас.`,
        ],
      ],
      facts: [{ label: 'Действует до', value: moment(expiresAt) }],
      action: { label: 'Выбрать пароль', href: link },
      notes: [
        {
          text: 'Ссылка действует один раз. Если это были не вы, не обращайте внимания на это письмо: пароль останется прежним.',
        },
      ],
      reason: YOURS,
    }),

    password_changed: ({ name, at, supportEmail }) => ({
      subject: 'Ваш пароль изменён',
      preview: 'Если это сделали вы, ничего делать не нужно.',
      title: 'Ваш пароль изменён',
      paragraphs: [
        [
          `Здравствуйте, ${name}! Пароль вашей учётной записи offplan изменён. Если это сделали вы, ничего делать не нужно.`,
        ],
      ],
      facts: [{ label: 'Когда', value: moment(at) }],
      action: { label: 'Это был не я', href: writeToSupport(supportEmail, 'Я не менял пароль') },
      notes: [{ text: 'Если это были не вы, сразу напишите нам. Мы поможем вернуть учётную запись.' }],
      reason: YOURS,
    }),

    confirm_email: ({ name, link, expiresAt }) => ({
      subject: 'Подтвердите новый адрес электронной почты',
      preview: 'После этого вы будете входить с ним.',
      title: 'Подтвердите новый адрес электронной почты',
      paragraphs: [[`Здравствуйте, ${name}! Подтвердите, что этот адрес ваш. После этого вы будете входить с ним.`]],
      facts: [{ label: 'Действует до', value: moment(expiresAt) }],
      action: { label: 'Подтвердить адрес', href: link },
      notes: [
        {
          text: 'До тех пор у учётной записи остаётся прежний адрес. Если это были не вы, не обращайте внимания на это письмо.',
        },
      ],
      reason: 'Кто-то указал этот адрес как новый для учётной записи offplan.',
    }),

    email_change_requested: ({ name, newEmail, at, resetLink, supportEmail }) => ({
      subject: 'Запрошена смена адреса вашей учётной записи',
      preview: 'Если это сделали вы, подтвердите смену с нового адреса.',
      title: 'Запрошена смена адреса электронной почты',
      paragraphs: [
        [
          `Здравствуйте, ${name}! Кто-то, войдя в вашу учётную запись offplan, попросил указать для неё другой адрес. Он сменится, когда новый адрес подтвердят; до тех пор остаётся этот.`,
        ],
      ],
      facts: [
        { label: 'Новый адрес', value: newEmail },
        { label: 'Когда', value: moment(at) },
      ],
      action: { label: 'Это был не я: задать новый пароль', href: resetLink },
      notes: [
        { text: 'Если это сделали вы, здесь ничего делать не нужно.' },
        {
          text: 'Если нет, сразу задайте новый пароль: это отменит смену адреса и завершит все сеансы.',
          link: {
            label: 'Написать нам',
            href: writeToSupport(supportEmail, 'Я не просил сменить адрес электронной почты'),
          },
        },
      ],
      reason: YOURS,
    }),

    email_changed: ({ name, newEmail, at, supportEmail }) => ({
      subject: 'Адрес вашей учётной записи изменён',
      preview: 'Если это сделали вы, ничего делать не нужно.',
      title: 'Ваш адрес электронной почты изменён',
      paragraphs: [
        [
          `Здравствуйте, ${name}! У вашей учётной записи offplan теперь другой адрес, а этот больше не используется. Если это сделали вы, ничего делать не нужно.`,
        ],
      ],
      facts: [
        { label: 'Новый адрес', value: newEmail },
        { label: 'Когда', value: moment(at) },
      ],
      action: { label: 'Это был не я', href: writeToSupport(supportEmail, 'Я не менял адрес электронной почты') },
      notes: [{ text: 'Если это были не вы, сразу напишите нам. Мы поможем вернуть учётную запись.' }],
      reason: YOURS,
    }),

    sign_in_protection_changed: ({ name, change, at, supportEmail }) => ({
      subject: PROTECTION[change].title,
      preview: PROTECTION[change].means,
      title: PROTECTION[change].title,
      paragraphs: [
        [`Здравствуйте, ${name}! Способ входа в вашу учётную запись offplan изменился.`],
        [PROTECTION[change].means],
      ],
      facts: [{ label: 'Когда', value: moment(at) }],
      action: { label: 'Это был не я', href: writeToSupport(supportEmail, 'Я не менял способ входа') },
      notes: [
        {
          text: 'Если это сделали вы, ничего делать не нужно. Если нет, сразу напишите нам: мы поможем вернуть учётную запись.',
        },
      ],
      reason: YOURS,
    }),

    member_invitation: ({ inviterName, organisationName, role, email, expiresAt, link }) => ({
      subject: `${inviterName} приглашает вас в ${organisationName}`,
      preview: `Ваша роль: ${ROLE[role]}. Приглашение действует 7 дней.`,
      title: `${inviterName} приглашает вас в ${organisationName}`,
      paragraphs: [
        [
          'Вы будете работать с командой ',
          strong(organisationName),
          ' в offplan: живая шахматка объектов, ваши покупатели и личные ссылки для них.',
        ],
      ],
      facts: [
        { label: 'Ваша роль', value: ROLE[role] },
        { label: 'Для', value: email },
        { label: 'Действует до', value: moment(expiresAt) },
      ],
      action: { label: 'Принять приглашение', href: link },
      notes: [
        {
          text: 'Ссылка действует один раз и только для этого адреса. Если вы её не ждали, не обращайте внимания на это письмо.',
        },
      ],
      reason: `Отправлено offplan от имени ${organisationName}.`,
    }),

    guest_invitation: ({ inviterName, organisationName, projectName, capabilities, email, expiresAt, link }) => ({
      subject: `${inviterName} приглашает вас в ${projectName}`,
      preview: `Работа в проекте ${organisationName}. Приглашение действует 7 дней.`,
      title: `${inviterName} приглашает вас в ${projectName}`,
      paragraphs: [
        [
          strong(organisationName),
          ' открывает вашей организации проект ',
          strong(projectName),
          ' в offplan. Для вас это бесплатно, и у вас остаётся своё рабочее пространство.',
        ],
      ],
      facts: [
        { label: 'Вы сможете', value: capabilities.map((one) => CAPABILITY[one]).join(', ') },
        { label: 'Для', value: email },
        { label: 'Действует до', value: moment(expiresAt) },
      ],
      action: { label: 'Принять приглашение', href: link },
      notes: [
        {
          text: 'Ссылка действует один раз и только для этого адреса. Если вы её не ждали, не обращайте внимания на это письмо.',
        },
      ],
      reason: `Отправлено offplan от имени ${organisationName}.`,
    }),

    ownership_offer: ({ ownerName, organisationName, expiresAt, link }) => ({
      subject: `${ownerName} предлагает вам ${organisationName}`,
      preview: 'Вы станете владельцем.',
      title: `${ownerName} предлагает вам стать владельцем ${organisationName}`,
      paragraphs: [
        [
          'Владелец решает всё о тарифе, оплате, доменах и адресе ',
          strong(organisationName),
          ', и только он может закрыть рабочее пространство. ',
          strong(ownerName),
          ' останется администратором.',
        ],
      ],
      facts: [{ label: 'Действует до', value: moment(expiresAt) }],
      action: { label: 'Посмотреть предложение', href: link },
      notes: [{ text: 'Пока вы не согласились, ничего не меняется. Если не хотите, просто не отвечайте.' }],
      reason: `Вы получили это письмо как участник ${organisationName}.`,
    }),

    ownership_moved: ({ organisationName, formerOwnerName, newOwnerName }, { appUrl }) => ({
      subject: `У ${organisationName} новый владелец`,
      preview: `Прежний владелец: ${formerOwnerName}. Новый: ${newOwnerName}.`,
      title: `У ${organisationName} новый владелец`,
      paragraphs: [['Теперь владелец ', strong(organisationName), ': ', strong(newOwnerName), '.']],
      facts: [
        { label: 'Владелец', value: newOwnerName },
        { label: 'Теперь администратор', value: formerOwnerName },
      ],
      action: { label: 'Открыть offplan', href: appUrl },
      reason: `Вы получили это письмо, потому что участвовали в передаче ${organisationName}.`,
    }),

    member_left: ({ memberName, organisationName, unitCount }, { appUrl }) => ({
      subject: `${memberName} больше не работает в ${organisationName}`,
      preview: 'Записи о покупателях остаются, ссылки покупателей работают.',
      title: `${memberName} больше не работает в ${organisationName}`,
      paragraphs: [
        [
          'Доступ участника ',
          strong(memberName),
          ' к ',
          strong(organisationName),
          ' закончился. Записи о покупателях остаются как есть, ссылки, отправленные покупателям, работают.',
        ],
      ],
      facts: unitCount === null ? undefined : [{ label: 'Объектов передано выше', value: String(unitCount) }],
      action: { label: 'Открыть offplan', href: appUrl },
      reason: `Вы получили это письмо, потому что отвечаете за команду ${organisationName}.`,
    }),

    guest_ended: ({ guestName, organisationName, projectNames, unitCount }, { appUrl }) => ({
      subject: `${guestName} больше не работает с ${organisationName}`,
      preview: 'Объекты вернулись в ваш внутренний резерв.',
      title: `${guestName} больше не работает с ${organisationName}`,
      paragraphs: [
        [
          'Доступ ',
          strong(guestName),
          ' закончился. Объекты вернулись в ваш внутренний резерв, записи о покупателях остаются у вас.',
        ],
      ],
      facts: [
        { label: projectNames.length === 1 ? 'Проект' : 'Проекты', value: projectNames.join(', ') },
        ...(unitCount === null ? [] : [{ label: 'Возвращено объектов', value: String(unitCount) }]),
      ],
      action: { label: 'Открыть offplan', href: appUrl },
      reason: `Вы получили это письмо, потому что отвечаете за гостей ${organisationName}.`,
    }),

    restore_workspace: ({ name, organisationName, link, expiresAt }) => ({
      subject: `Вернуть рабочее пространство ${organisationName}`,
      preview: 'Всё на месте.',
      title: `Вернуть рабочее пространство ${organisationName}`,
      paragraphs: [
        [
          `Здравствуйте, ${name}! Рабочее пространство `,
          strong(organisationName),
          ' убрано в архив: им долго никто не пользовался. Всё в нём сохранено. Выберите тариф, и оно откроется таким, каким вы его оставили.',
        ],
      ],
      facts: [{ label: 'Ссылка действует до', value: moment(expiresAt) }],
      action: { label: 'Выбрать тариф', href: link },
      notes: [{ text: 'Цену вы увидите до оплаты.' }],
      reason: `Вы получили это письмо как владелец ${organisationName}.`,
    }),

    organisation_closed: ({ organisationName, deletedOn, link }) => ({
      subject: `Рабочее пространство ${organisationName} закрыто`,
      preview: `Удаление: ${mailDay('ru', deletedOn)}.`,
      title: `Рабочее пространство ${organisationName} закрыто`,
      paragraphs: [
        [
          'Тариф отменён, рабочее пространство в архиве. До ',
          strong(mailDay('ru', deletedOn)),
          ' его можно открыть снова, затем оно будет удалено навсегда.',
        ],
      ],
      facts: [{ label: 'Будет удалено', value: mailDay('ru', deletedOn) }],
      action: { label: 'Открыть снова', href: link },
      notes: [{ text: 'Если удаление вам подходит, ничего делать не нужно.' }],
      reason: `Вы получили это письмо как владелец ${organisationName}.`,
    }),
  },
};
