import type * as words from '../en/programs.ts';

export const keys: typeof words.keys = {
  lead: '给程序使用：n8n、CRM、脚本。',
  create: '新建密钥',
  permissions: '允许',
  everything: '全部',
  shownOnce: '请现在复制：只显示这一次。',
  revoke: '吊销',
  revokeTitle: (name) => `吊销“${name}”？`,
  revokeLead: '使用它的程序从现在起会被拒绝。',
  expires: (when) => `有效至 ${when}`,
  empty: '还没有密钥。',
};

export const subscriptions: typeof words.subscriptions = {
  lead: '谁会收到事件。n8n 会自己建立。',
  create: '新建订阅',
  changed: '这个地址已有订阅，已更改，密钥不变。',
  secret: '用它校验签名。请现在复制：只显示这一次。',
  url: '地址',
  events: '事件',
  all: '全部',
  replayFailed: (n) => `重新投递 ${n} 条失败的`,
  empty: '没有订阅。',
  log: '投递记录',
  emptyLog: '还没有投递过。',
  replay: '重新投递',
  replayed: '正在重新投递。',
  attempts: (n) => `尝试 ${n} 次`,
  removeTitle: '移除这个订阅？',
  removeLead: '不会再向这个地址投递。',
  test: '测试',
  states: { pending: '等待中', delivered: '已投递', failed: '失败' },
};

export const help: typeof words.help = {
  lead: '遇到问题时看这里。',
  api: 'API，可以阅读和试用',
  bundle: '诊断包',
  bundleLead: '渠道及其状况、设置和浏览器信息，不含任何密钥，也不含客户写的内容。',
  download: '下载',
};
