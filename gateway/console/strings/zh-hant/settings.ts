import type * as words from '../en/settings.ts';

export const title: typeof words.title = '設定';

export const pages: typeof words.pages = {
  start: '第一步',
  members: '成員',
  teams: '團隊',
  channels: '頻道',
  templates: '範本',
  campaigns: '推廣活動',
  announcements: '公告',
  rules: '規則',
  keys: 'API 金鑰',
  subscriptions: '訂閱',
  audit: '稽核記錄',
  notifications: '我的通知',
  account: '我的帳號',
  help: '幫助',
};

export const adminOnly: typeof words.adminOnly = '只有管理員可以更改。';

export const start: typeof words.start = {
  lead: '四步之後，就可以回覆客戶了。',
  channel: '連接頻道',
  channelLead: 'WhatsApp、Messenger、LINE 或微信：填寫平台給你的資訊，再把回調地址填到平台上。',
  members: '邀請同事',
  membersLead: '每人會收到邀請並自己設定密碼。',
  teams: '組建團隊',
  teamsLead: '團隊負責頻道：大家都看得到，或誰先搶到歸誰。',
  rules: '規定客戶等多久算太久',
  rulesLead: '預設是三分鐘和五分鐘。',
  done: '已完成',
};

export const members: typeof words.members = {
  lead: '誰來回覆，誰來管理。',
  invite: '邀請',
  role: '角色',
  admin: '管理員',
  agent: '客服',
  capacity: '最多',
  noLimit: '不限',
  email: '電子郵件',
  handOver: '沒有設定郵件，請自己把這個連結交給對方：',
  invited: (email) => `邀請已發往 ${email}。`,
  pending: '已邀請',
  resend: '重新發送',
  revoke: '撤回',
  removeTitle: (name) => `移除 ${name}？`,
  removeLead: '對方會離開所有團隊和對話，並登出。',
};

export const teams: typeof words.teams = {
  lead: '一起負責頻道的成員。',
  create: '新增團隊',
  mode: '模式',
  collaboration: '協作',
  collaborationLead: '團隊裡每個人都看得到所有對話。',
  grab: '搶接',
  grabLead: '誰先搶到歸誰，只有他看得到。',
  assignment: '分配',
  manual: '自己領取',
  round_robin: '輪流',
  least_busy: '給最空閒的人',
  members: '成員',
  channels: '頻道',
  representative: '客服',
  teamAdmin: '團隊管理員',
  notIn: '不在其中',
  empty: '還沒有團隊：所有頻道對所有人開放。',
  removeTitle: (name) => `移除團隊“${name}”？`,
  removeLead: '它未結束的對話會交給頻道的下一個團隊，或對所有人開放。',
  nMembers: (n) => `${n} 名成員`,
};

export const channels: typeof words.channels = {
  lead: '各平台上的帳號，連接一次即可。',
  connect: '連接頻道',
  platform: '平台',
  webhook: '回調地址：請填到平台上',
  test: '測試',
  testing: '正在詢問平台…',
  healthy: '一切正常。',
  next: '下一步',
  twoWay: '在這裡回覆',
  twoWayLead: '關閉後：訊息只儲存和顯示，沒有人等待，也沒有人回覆。',
  twoWayOn: '開啟回覆？',
  twoWayWarning: '從現在起，這裡的每條訊息都算客戶在等待。有人來回覆嗎？',
  oneWayReply: '改為告訴客戶',
  oneWayReplyHint: '每人每天最多一次。留空則不回覆。',
  secretKept: '已儲存，輸入新的會替換它。',
  empty: '還沒有頻道。',
  remove: '斷開',
  removeTitle: (name) => `斷開“${name}”？`,
  removeLead: '它的對話仍可閱讀，但不再收發訊息。',
};

export const templates: typeof words.templates = {
  lead: '自己的常用語，以及平台核准的範本。',
  create: '新增常用語',
  sync: '從平台取得',
  synced: '已取得。',
  text: '內容',
  textHint: '變量寫在雙大括號裡：{{order}}、{{contact.name}}、{{member.name}}。',
  language: '語言',
  kind: '類型',
  canned: '自有',
  empty: '還沒有範本。',
  removeTitle: (name) => `移除“${name}”？`,
  removeLead: '用過它的訊息保持不變。',
};
