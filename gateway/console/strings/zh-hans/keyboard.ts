import type * as words from '../en/keyboard.ts';

export const palette: typeof words.palette = {
  title: '前往或执行',
  placeholder: '输入命令或页面…',
  nothing: '没有合适的命令。',
  group: { go: '前往', act: '这个会话', look: '外观' },
};

export const keyboard: typeof words.keyboard = {
  title: '键盘',
  lead: '单键在没有文本框处于焦点时有效。',
  enabled: '单键快捷键',
  items: {
    palette: '命令面板',
    help: '这张表',
    search: '搜索',
    next: '下一个会话',
    previous: '上一个会话',
    reply: '写回复',
    note: '写备注',
    join: '加入或抢接',
    close: '结束会话',
    details: '详情',
    escape: '返回',
  },
};
