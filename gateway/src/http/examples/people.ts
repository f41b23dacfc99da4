import { IDS, TIMES } from './ids.ts';
import { member } from './organisation.ts';

/** When Ben is asked to join, and how long his link works. */
const INVITED = '2026-11-16T09:30:00.000Z';
const INVITED_UNTIL = '2026-11-23T09:30:00.000Z';

const ben = { name: 'Ben Okafor', email: 'ben@example.com', role: 'agent' };

export const setupState = { needed: false, organisationName: 'Harbour Books' };

/** Mara has set the gateway up, and so may do everything. */
export const me = {
  type: 'member',
  id: IDS.mara,
  name: member.name,
  permissions: ['*'],
  expiresAt: '2026-12-04T08:00:00.000Z',
  email: member.email,
  role: member.role,
  locale: 'en',
  availability: member.availability,
  teams: [{ id: IDS.frontDesk, name: 'Front desk', role: 'representative' }],
  twoFactor: true,
};

export const device = {
  id: IDS.device,
  isThisOne: true,
  address: '203.0.113.24',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  createdAt: TIMES.setUp,
  lastUsedAt: '2026-11-20T08:00:00.000Z',
  expiresAt: me.expiresAt,
};

export const twoFactorStart = {
  totpUri: 'otpauth://totp/Parley:mara%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Parley&digits=6&period=30',
  backupCodes: [
    'aB3dE-fG5hJ',
    'kL7mN-pQ9rS',
    'tU2vW-xY4zA',
    'bC6dE-fG8hJ',
    'kM1nP-qR3sT',
    'uV5wX-yZ7aB',
    'cD9eF-gH2jK',
    'mN4pQ-rS6tU',
    'vW8xY-zA1bC',
    'dE3fG-hJ5kL',
  ],
};

export const passwordResetLink = {
  resetUrl: 'https://parley.example/password-reset#VGhlIHRva2VuIG9mIGEgbGluaw',
  expiresAt: '2026-11-20T15:04:40.120Z',
};

/** As it is where no mails go out. */
export const invitation = {
  id: IDS.invitation,
  ...ben,
  invitedBy: member.name,
  sentByMail: false,
  acceptUrl: 'https://parley.example/invitation#QW4gaW52aXRhdGlvbiBvZiBCZW4',
  createdAt: INVITED,
  sentAt: INVITED,
  expiresAt: INVITED_UNTIL,
};

/** What Ben sees when he opens the link. */
export const invitationGreeting = {
  email: ben.email,
  name: ben.name,
  invitedBy: member.name,
  organisationName: setupState.organisationName,
  expiresAt: INVITED_UNTIL,
};

export const newMember = {
  id: IDS.ben,
  ...ben,
  status: 'active',
  availability: 'offline',
  capacity: null,
  createdAt: INVITED,
  updatedAt: INVITED,
  invitation,
};
