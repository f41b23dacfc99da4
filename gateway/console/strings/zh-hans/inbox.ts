import type * as words from '../en/inbox.ts';

export const categories: typeof words.categories = {
  title: '分类',
  views: '视图',
  all: '全部',
  joined: '已加入',
  mine: '我的',
  teams: '团队',
  status: '状态',
  online: '在线',
  channels: '渠道',
  allChannels: '所有渠道',
  nChannels: (n) => `${n} 个渠道`,
  open: '分类',
};

export const status: typeof words.status = {
  bot: '机器人处理中',
  rep_needed: '需要客服',
  pending: '待回复',
  soon_overdue: '即将超时',
  overdue: '已超时',
  active: '进行中',
  closed: '已结束',
};

export const channel: typeof words.channel = {
  whatsapp: 'WhatsApp',
  facebook: 'Messenger',
  line: 'LINE',
  wechat: '微信',
  widget: '网页聊天',
};

export const list: typeof words.list = {
  title: '会话',
  search: '搜索联系人和消息',
  clear: '清除搜索',
  sort: '排序',
  sorts: { updated: '最新', waiting: '等待最久', created: '到达时间' },
  empty: '这里什么都没有。',
  emptyLead: '现在没有符合的会话，新的会自动出现。',
  emptySearch: '没有找到。',
  join: '加入',
  grab: '抢接',
  you: '你',
  unread: (n) => `${n} 条未读消息`,
  waiting: (clock) => `已等待 ${clock}`,
  snoozed: '已暂缓',
  people: '联系人',
  writeFirst: '写消息',
  select: '选择',
  selected: (n) => `已选 ${n} 个`,
  closeAll: '结束',
  notes: '备注',
  history: '历史',
  end: '结束',
  assignAll: '分配…',
  takeAll: '分配给我',
  tagAll: '加标签',
  tagPrompt: '要添加的标签',
  nothingSaid: '还没有消息。',
  youSaid: '你：',
  noteSaid: '备注：',
  done: (n) => `${n} 个已完成。`,
  someFailed: (n) => `${n} 个无法更改。`,
};
