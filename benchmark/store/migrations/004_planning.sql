-- What people put beside the figures: tags, annotations, objectives, saved views, posts kept as inspiration, visits. Nothing is
-- changed in place but an end (and what is worked out from other rows): a corrected entry ends the old one and begins a new one.

-- purpose: pillar, label, or automatic (kept by the product, its words editable). A post carries the tag when its text holds one
-- of the words or it has one of the hashtags. Every entry of a tag has the same key. looked_for: the version of the rules by which
-- posts were last looked through for it (see tag_words.py); 0: not yet.
CREATE TABLE core.tag (
    tag_key INTEGER NOT NULL, tag_id VARCHAR NOT NULL, name VARCHAR NOT NULL, purpose VARCHAR NOT NULL, words VARCHAR[] NOT NULL,
    hashtags VARCHAR[] NOT NULL, looked_for INTEGER NOT NULL DEFAULT 0, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- origin: 1 by rule, 2 put by hand, 3 taken away by hand, whatever the rule says. At most one row a post and tag.
CREATE TABLE core.post_tag (post_key INTEGER NOT NULL, tag_key INTEGER NOT NULL, origin UTINYINT NOT NULL);
-- Words that mean a draw or an advertisement wherever they stand; "win", "contest", "concours", "ad" alone mean too much else.
INSERT INTO core.tag VALUES
    (1, 'contest', 'Contests', 'automatic',
     ['giveaway', 'giveaways', 'sweepstake', 'sweepstakes', 'raffle', 'prize draw', 'prize draws', 'enter to win',
      'your chance to win', 'for a chance to win', 'enter our contest', 'enter the contest', 'join our contest',
      'contest rules', 'contest alert', 'photo contest', 'contest is open', 'contest ends', 'contest closes',
      'drawn at random', 'enter our competition', 'enter the competition', 'jeu concours', 'jeux concours', 'jeuconcours',
      'tirage au sort', 'tirages au sort', 'tiré au sort', 'tirée au sort', 'tirés au sort', 'tirées au sort',
      'tentez de gagner', 'tente de gagner', 'tenter de gagner', 'places à gagner', 'cadeaux à gagner', 'lots à gagner',
      'lot à gagner', 'sont à gagner', 'jouez et gagnez', 'participez et gagnez', 'grand concours', 'concours photo',
      'participez au concours', 'notre concours', 'règlement du concours', 'règlement du jeu', 'Gewinnspiel',
      'Gewinnspiele', 'Gewinnspiels', 'Gewinnspielen', 'Verlosung', 'Verlosungen', 'verlosen', 'verlost',
      'Preisausschreiben', 'mitmachen und gewinnen', 'mitmachen & gewinnen', 'gibt es zu gewinnen', 'zu gewinnen gibt es',
      'sorteo', 'sorteos', 'sorteamos', 'participa y gana', 'participa en el concurso', 'nuestro concurso',
      'bases del concurso', 'concurso de fotos', 'concurso fotográfico', 'concorso a premi', 'concorso a premio',
      'partecipa al concorso', 'nostro concorso', 'regolamento del concorso', 'estrazione a premi', 'in palio',
      'partecipa e vinci', 'gioca e vinci', 'prova a vincere', 'contest fotografico'],
     ['giveaway', 'giveaways', 'giveawayalert', 'giveawaytime', 'instagiveaway', 'contest', 'contestalert', 'contesttime',
      'sweepstakes', 'jeuconcours', 'jeuxconcours', 'concours', 'concoursinstagram', 'tirageausort', 'gewinnspiel',
      'gewinnspiele', 'gewinnspieldeutschland', 'verlosung', 'sorteo', 'sorteos', 'sorteoinstagram', 'concurso', 'concorso',
      'concorsoapremi'],
     0, make_timestamp(epoch_us(now())), NULL),
    (2, 'partnership', 'Partnerships', 'automatic',
     ['paid partnership', 'paid collaboration', 'paid promotion', 'paid advertisement', 'sponsored post',
      'sponsored content', 'sponsored by', 'in partnership with', 'collaboration commerciale',
      'collaborations commerciales', 'collaboration rémunérée', 'partenariat rémunéré', 'partenariat commercial',
      'contenu sponsorisé', 'publication sponsorisée', 'post sponsorisé', 'sponsorisé par', 'sponsorisée par',
      'en partenariat avec', 'bezahlte Partnerschaft', 'bezahlte Kooperation', 'bezahlte Werbung', 'bezahlter Beitrag',
      'gesponserter Beitrag', 'gesponsert von', 'in Kooperation mit', 'colaboración pagada', 'colaboración comercial',
      'promoción pagada', 'publicidad pagada', 'contenido patrocinado', 'patrocinado por', 'patrocinada por',
      'en alianza con', 'collaborazione commerciale', 'collaborazione retribuita', 'partnership a pagamento',
      'partnership pubblicitaria', 'contenuto sponsorizzato', 'post sponsorizzato', 'sponsorizzato da', 'in partnership con'],
     ['ad', 'advert', 'sponsored', 'sponsoredpost', 'sponsoredcontent', 'paidpartnership', 'paidad', 'gifted',
      'collaborationcommerciale', 'collabcommerciale', 'partenariat', 'partenariatremunere', 'partenariatrémunéré',
      'publicite', 'publicité', 'sponsorise', 'sponsorisé', 'anzeige', 'werbung', 'bezahltewerbung',
      'bezahltepartnerschaft', 'kooperation', 'publi', 'publicidad', 'patrocinado', 'contenidopatrocinado',
      'colaboracionpagada', 'colaboraciónpagada', 'adv', 'sponsorizzato', 'collaborazionecommerciale',
      'partnershippubblicitaria'],
     0, make_timestamp(epoch_us(now())), NULL);
-- kind: campaign, moment, outage. Without panel, brand or source it holds for all. Days are local days of the panel, inclusive.
CREATE TABLE core.annotation (
    annotation_id VARCHAR NOT NULL, panel_key INTEGER, brand_key INTEGER, source VARCHAR, kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL, note VARCHAR, first_day DATE NOT NULL, last_day DATE NOT NULL, created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);
CREATE TABLE core.objective (
    objective_id VARCHAR NOT NULL, panel_key INTEGER NOT NULL, brand_key INTEGER NOT NULL, source VARCHAR NOT NULL,
    metric VARCHAR NOT NULL, target DOUBLE NOT NULL, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- query: the address of the view after its question mark.
CREATE TABLE core.saved_view (
    view_id VARCHAR NOT NULL, name VARCHAR NOT NULL, page VARCHAR NOT NULL, query VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);
CREATE TABLE core.saved_post (post_key INTEGER NOT NULL, note VARCHAR, saved_at TIMESTAMP NOT NULL, removed_at TIMESTAMP);
CREATE TABLE core.visit (visitor VARCHAR NOT NULL, seen_at TIMESTAMP NOT NULL);

CREATE VIEW tags AS SELECT tag_id, name, purpose, words, hashtags, created_at, removed_at FROM core.tag;
CREATE VIEW post_tags AS
SELECT a.account_id, d.native_id, g.tag_id, ['rule', 'hand', 'taken_away'][t.origin] AS origin
FROM core.post_tag AS t JOIN core.tag AS g ON g.tag_key = t.tag_key AND g.removed_at IS NULL
JOIN core.post_detail AS d ON d.post_key = t.post_key
JOIN core.account AS a ON a.account_key = d.account_key;
CREATE VIEW annotations AS
SELECT n.annotation_id, p.panel_id, b.brand_id, n.source, n.kind, n.title, n.note, n.first_day, n.last_day, n.created_at,
       n.removed_at
FROM core.annotation AS n LEFT JOIN core.panel AS p USING (panel_key) LEFT JOIN core.brand AS b USING (brand_key);
CREATE VIEW objectives AS
SELECT o.objective_id, p.panel_id, b.brand_id, o.source, o.metric, o.target, o.created_at, o.removed_at
FROM core.objective AS o JOIN core.panel AS p USING (panel_key) JOIN core.brand AS b USING (brand_key);
CREATE VIEW saved_views AS SELECT view_id, name, page, query, created_at, removed_at FROM core.saved_view;
CREATE VIEW saved_posts AS
SELECT a.account_id, d.native_id, s.note, s.saved_at, s.removed_at
FROM core.saved_post AS s JOIN core.post_detail AS d USING (post_key) JOIN core.account AS a ON a.account_key = d.account_key;
