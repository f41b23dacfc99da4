import type * as words from '../en/entrance.ts';

export const signIn: typeof words.signIn = {
  title: '登录',
  lead: '所有客户，一处回复。',
  email: '邮箱',
  password: '密码',
  code: '身份验证器上的验证码',
  submit: '登录',
  forgot: '忘记密码？',
  sent: '如果这个邮箱属于某位成员，带链接的邮件已经发出。',
  resetTitle: '设置新密码',
  resetSubmit: '设置密码',
  resetDone: '密码已设置，请用它登录。',
  sendLink: '发送链接',
  signOut: '退出登录',
  ended: '登录已过期，请重新登录。',
  atLeast: '至少 10 个字符。',
};

export const setUp: typeof words.setUp = {
  title: '欢迎使用 Parley',
  lead: '这里还没有人。请创建第一个账号，它将是管理员。',
  organisation: '组织',
  token: '设置码',
  tokenHint: '在网关的日志里。',
  submit: '开始',
};

export const invitation: typeof words.invitation = {
  title: '加入团队',
  lead: (email) => `你以 ${email} 的身份受到邀请。`,
  gone: '这个邀请已被使用、撤回，或已超过七天。请索取新的邀请。',
  submit: '加入',
};
