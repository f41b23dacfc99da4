/** Somebody who can sign in. `id` is the member's; everything else about the person is in their own row. */
export interface AuthUserRow {
  id: string;
  email: string;
  emailVerified: number;
  twoFactorEnabled: number;
  createdAt: number;
  updatedAt: number;
}

/** A member's password, hashed. */
export interface AuthAccountRow {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  password: string | null;
  createdAt: number;
  updatedAt: number;
}

/** A member's second factor; secret and backup codes are encrypted. */
export interface AuthTwoFactorRow {
  id: string;
  userId: string;
  secret: string;
  backupCodes: string;
  verified: number | null;
  failedVerificationCount: number | null;
  lockedUntil: number | null;
}

/** One sign-in on one device. The cookie is its token with a signature, so that this row alone lets nobody in. */
export interface AuthSessionRow {
  id: string;
  userId: string;
  token: string;
  expiresAt: number;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: number;
  updatedAt: number;
}

/** Something that is proven once, such as a password reset; its name is hashed. */
export interface AuthVerificationRow {
  id: string;
  identifier: string;
  value: string;
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
}
