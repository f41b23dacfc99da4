import type * as words from '../en/audit.ts';

export const lead: typeof words.lead = '誰登入過、誰改了什麼、誰被拒絕。';
export const who: typeof words.who = '操作者';
export const everybody: typeof words.everybody = '所有人';
export const what: typeof words.what = '操作';
export const everything: typeof words.everything = '全部';
export const since: typeof words.since = '時間';
export const periods: typeof words.periods = { all: '全部', day: '今天', week: '7 天', month: '30 天' };
export const outcome: typeof words.outcome = '結果';
export const outcomes: typeof words.outcomes = { all: '全部', done: '已完成', refused: '被拒絕' };
export const actors: typeof words.actors = { nobody: '未登入', operator: '在伺服器上操作', key: 'API 金鑰' };
export const removed: typeof words.removed = '已不存在';
export const details: typeof words.details = '詳細資料';
export const onWhat: typeof words.onWhat = '對象';
export const given: typeof words.given = '填寫的內容';
export const address: typeof words.address = '來源位址';
export const program: typeof words.program = '所用程式';
export const request: typeof words.request = '請求';
export const operation: typeof words.operation = '介面操作';
export const reason: typeof words.reason = '拒絕原因';
export const empty: typeof words.empty = '沒有這樣的記錄。';
export const emptyLead: typeof words.emptyLead = '換一個篩選條件，或放寬時間。';

export const kept: typeof words.kept = {
  title: '保留多久',
  auditDays: '稽核記錄（天）',
  webhookDays: '平台送來的原文（天）',
  hints: { auditDays: '30 到 3650。', webhookDays: '1 到 400。其中有客戶寫的內容。' },
  save: '依此保留',
};

export const actions: typeof words.actions = {
  setUp: '初始化 Parley',
  signIn: '登入',
  signOut: '登出',
  resetPassword: '透過連結設定新密碼',
  changePassword: '變更密碼',
  signOutDevice: '讓一台裝置登出',
  startTwoFactor: '開始設定兩步驟驗證',
  confirmTwoFactor: '啟用兩步驟驗證',
  endTwoFactor: '關閉兩步驟驗證',
  createMember: '新增成員',
  updateMember: '變更成員',
  deleteMember: '移除成員',
  createPasswordReset: '產生重設密碼的連結',
  endMembersTwoFactor: '關閉成員的兩步驟驗證',
  acceptInvitation: '接受邀請',
  createInvitation: '邀請成員',
  resendInvitation: '重新寄送邀請',
  revokeInvitation: '收回邀請',
  createTeam: '新增團隊',
  updateTeam: '變更團隊',
  deleteTeam: '移除團隊',
  updateOrganisation: '變更組織名稱',
  updateSettings: '變更規則',
  updateRetention: '變更保留時間',
  createApiKey: '新增 API 金鑰',
  revokeApiKey: '撤銷 API 金鑰',
  connectChannel: '連接頻道',
  updateChannel: '變更頻道',
  deleteChannel: '中斷頻道',
  exportContact: '匯出個人資料',
  eraseContact: '清除個人資料',
  createTemplate: '新增範本',
  updateTemplate: '變更範本',
  deleteTemplate: '移除範本',
  syncTemplates: '從平台取得範本',
  createCampaign: '新增推廣活動',
  updateCampaign: '變更推廣活動',
  deleteCampaign: '移除推廣活動',
  createAnnouncement: '發布公告',
  withdrawAnnouncement: '撤回公告',
  subscribe: '建立訂閱',
  changeSubscriptionSecret: '更換訂閱的密鑰',
  unsubscribe: '移除訂閱',
  replayEvents: '重新投遞事件',
  replaySetAside: '重新儲存回呼',
  getWebhookPayload: '查看平台送來的原文',
  retryMessage: '重新傳送訊息',
  'rotate-keys': '更換主密鑰',
};
