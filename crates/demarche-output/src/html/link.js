(()=>{const by=new Map;for(const el of document.querySelectorAll('[data-in]'))for(const id of el.dataset.in.split(' '))by.has(id)?by.get(id).push(el):by.set(id,[el]);
let lit=[];const show=e=>{const el=e.target.closest&&e.target.closest('[data-to]');for(const x of lit)x.classList.remove('lit');
lit=el?el.dataset.to.split(' ').flatMap(id=>by.get(id)||[]):[];for(const x of lit)x.classList.add('lit')};
document.addEventListener('mouseover',show);document.addEventListener('focusin',show)})();
