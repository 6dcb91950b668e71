/**
 * Words that hold English sentences together and say little of what they are about, in lower case.  Saved vectorizers
 * name the list: it does not change.
 */
export const ENGLISH: readonly string[] = /* @__PURE__ */ `
a an the this that these those such same other another each every either neither both all any some few many more most much
several no none not nor only own just also too very so than then there here again once ever never always often
i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours ourselves
they them their theirs themselves who whom whose which what when where why how someone something anyone anything everyone
everything nobody nothing
and or but if because as until while although though unless whether since
of at by for with without about against between among into onto through throughout during before after above below to from up
upon down in out on off over under across along around behind beside besides beyond toward towards via within per
am is are was were be been being has have had having do does did doing done can cannot could may might must shall should will
would ought let
said say says get got go goes
re ve ll don didn doesn isn aren wasn weren hasn haven hadn couldn wouldn shouldn won
however therefore thus hence yet still already almost even else rather quite perhaps
one two first last next
`
  .trim()
  .split(/\s+/);
