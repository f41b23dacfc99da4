import type * as words from '../en/app.ts';

export const app: typeof words.app = {
  name: 'Parley',
  loading: '正在加载…',
  inbox: '收件箱',
  analytics: '统计',
  settings: '设置',
  help: '帮助',
  skip: '跳到内容',
  notFound: '没有这个页面。',
  back: '返回',
  close: '关闭',
  cancel: '取消',
  save: '保存',
  saved: '已保存。',
  remove: '移除',
  edit: '编辑',
  add: '添加',
  copy: '复制',
  copied: '已复制。',
  retry: '重试',
  more: '更多',
  none: '无',
  you: '你',
  yourName: '名称',
  optional: '选填',
  failed: '没有成功。',
  offline: '网关没有响应，将会重试。',
  unexpected: '这里出了问题，重新加载页面通常可以解决。',
  reload: '重新加载',
};

export const live: typeof words.live = { lost: '连接中断，正在重新连接…', back: '已重新连接，没有遗漏任何消息。' };

export const look: typeof words.look = { title: '外观', light: '浅色', dark: '深色', system: '跟随系统', language: '语言' };

export const names: typeof words.names = { visitor: (end) => `访客 ${end}`, wechat: (end) => `微信用户 ${end}` };

export const units: typeof words.units = { hours: '小时', days: '天' };

export const errors: typeof words.errors = {
  offline: '网关没有响应。',
  unauthorized: '邮箱或密码错误。',
};
