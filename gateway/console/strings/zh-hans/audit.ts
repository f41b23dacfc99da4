import type * as words from '../en/audit.ts';

export const lead: typeof words.lead = '谁登录过、谁改了什么、谁被拒绝。';
export const who: typeof words.who = '操作者';
export const everybody: typeof words.everybody = '所有人';
export const what: typeof words.what = '操作';
export const everything: typeof words.everything = '全部';
export const since: typeof words.since = '时间';
export const periods: typeof words.periods = { all: '全部', day: '今天', week: '7 天', month: '30 天' };
export const outcome: typeof words.outcome = '结果';
export const outcomes: typeof words.outcomes = { all: '全部', done: '已完成', refused: '被拒绝' };
export const actors: typeof words.actors = { nobody: '未登录', operator: '在服务器上操作', key: 'API 密钥' };
export const removed: typeof words.removed = '已不存在';
export const details: typeof words.details = '详情';
export const onWhat: typeof words.onWhat = '对象';
export const given: typeof words.given = '填写的内容';
export const address: typeof words.address = '来源地址';
export const program: typeof words.program = '所用程序';
export const request: typeof words.request = '请求';
export const operation: typeof words.operation = '接口操作';
export const reason: typeof words.reason = '拒绝原因';
export const empty: typeof words.empty = '没有这样的记录。';
export const emptyLead: typeof words.emptyLead = '换一个筛选条件，或放宽时间。';

export const kept: typeof words.kept = {
  title: '保留多久',
  auditDays: '审计日志（天）',
  webhookDays: '平台发来的原文（天）',
  hints: { auditDays: '30 到 3650。', webhookDays: '1 到 400。其中有客户写的内容。' },
  save: '按此保留',
};

export const actions: typeof words.actions = {
  setUp: '初始化 Parley',
  signIn: '登录',
  signOut: '退出登录',
  resetPassword: '通过链接设置新密码',
  changePassword: '更改密码',
  signOutDevice: '让一台设备退出登录',
  startTwoFactor: '开始设置两步验证',
  confirmTwoFactor: '启用两步验证',
  endTwoFactor: '关闭两步验证',
  createMember: '添加成员',
  updateMember: '更改成员',
  deleteMember: '移除成员',
  createPasswordReset: '生成重设密码的链接',
  endMembersTwoFactor: '关闭成员的两步验证',
  acceptInvitation: '接受邀请',
  createInvitation: '邀请成员',
  resendInvitation: '重新发送邀请',
  revokeInvitation: '撤回邀请',
  createTeam: '新建团队',
  updateTeam: '更改团队',
  deleteTeam: '移除团队',
  updateOrganisation: '更改组织名称',
  updateSettings: '更改规则',
  updateRetention: '更改保留时间',
  createApiKey: '新建 API 密钥',
  revokeApiKey: '吊销 API 密钥',
  connectChannel: '连接渠道',
  updateChannel: '更改渠道',
  deleteChannel: '断开渠道',
  exportContact: '导出个人数据',
  eraseContact: '清除个人数据',
  createTemplate: '新建模板',
  updateTemplate: '更改模板',
  deleteTemplate: '移除模板',
  syncTemplates: '从平台获取模板',
  createCampaign: '新建推广活动',
  updateCampaign: '更改推广活动',
  deleteCampaign: '移除推广活动',
  createAnnouncement: '发布公告',
  withdrawAnnouncement: '撤回公告',
  subscribe: '建立订阅',
  changeSubscriptionSecret: '更换订阅的密钥',
  unsubscribe: '移除订阅',
  replayEvents: '重新投递事件',
  replaySetAside: '重新存储回调',
  getWebhookPayload: '查看平台发来的原文',
  retryMessage: '重新发送消息',
  'rotate-keys': '更换主密钥',
};
