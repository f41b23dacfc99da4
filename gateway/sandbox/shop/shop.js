// A site's own script, as careful sites have it. It changes pages without loading them, and uses the widget's API.
const shelf = document.querySelector('#shelf');
const welcome = document.querySelector('.welcome');
const orders = document.querySelector('#orders');

function show() {
  const isOrders = location.pathname.endsWith('/orders');
  shelf.hidden = isOrders;
  welcome.hidden = isOrders;
  orders.hidden = !isOrders;
  document.title = isOrders ? 'My orders – Harbour Books' : 'Harbour Books – charts, atlases and sea stories';
}

for (const link of document.querySelectorAll('a[data-page]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    history.pushState(null, '', link.href);
    show();
  });
}
addEventListener('popstate', show);
show();

// May be called before the chat's own script is here.
window.parley ??= [];
document.querySelector('#ask').addEventListener('click', () => window.parley.push(['open']));
