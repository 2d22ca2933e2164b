"""Receipts as a town hall would print them, in French, Arabic and Ukrainian."""

from printers.slip import (
    Badge,
    Big,
    Code,
    Heading,
    Items,
    Line,
    Notice,
    Pair,
    Rule,
    Signature,
    Slip,
    Small,
    TranslatedBlock,
    WriteIn,
)

URL = "https://hub.saint-coeur-sur-oise.fr/r#GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
REFERENCE = "SCO 4F7 K29"
ADDRESS = (
    "Résidence «\u00a0Les Œillets\u00a0», bâtiment C, appartement 12, 148 bis avenue du Général-de-Gaulle, "
    "95300 Saint-Cœur"
)

FRENCH = Slip(
    title="Reçu de dépôt",
    language="fr",
    direction="ltr",
    job_title="Reçu SCO 4F7 K29",
    blocks=(
        Heading("Mairie de Saint-Cœur-sur-Oise", 1),
        Heading("Votre reçu", 2),
        Big(REFERENCE, "Numéro de dossier"),
        Pair("Déposé le", "lundi 24 novembre 2025 à 10\u00a0h\u00a042"),
        Pair("Démarche", "Inscription à la restauration scolaire"),
        Pair("Demandeur", "Maëlle Lefèbvre-Nuñez"),
        Pair("Adresse", ADDRESS),
        Pair("Courriel", "maelle.lefebvre-nunez.restauration-scolaire@messagerie-associative.example.org"),
        Pair("Prix du repas", "3,40\u00a0€"),
        Items(("Justificatif de domicile (2 pages)", "Attestation d’assurance «\u00a0responsabilité civile\u00a0»"),
              "Pièces reçues"),
        Heading("Et maintenant\u00a0?", 3),
        Items(("Votre dossier est gardé ici, en mairie. Il n’est pas encore transmis.",
               "Le service Éducation vous répond avant le 8 décembre 2025.",
               "Vous n’avez rien d’autre à faire."), numbered=True),
        Notice("Gardez ce papier\u00a0: lui seul permet de suivre votre dossier sans compte ni mot de passe.",
               "warning"),
        Code(URL, "Pour suivre votre dossier, scannez ce code avec votre téléphone.",
             "Code QR : suivi du dossier SCO 4F7 K29"),
        Small("Mairie de Saint-Cœur-sur-Oise, 1 parvis de l’Hôtel-de-Ville. "
              "Téléphone\u00a0: 01\u00a023\u00a045\u00a067\u00a089."),
    ),
)  # fmt: skip

ARABIC = Slip(
    title="إيصال الإيداع",
    language="ar",
    direction="rtl",
    job_title="Reçu SCO 4F7 K29",
    blocks=(
        Heading("بلدية سان كور سور واز", 1),
        Heading("إيصالكم", 2),
        Big(REFERENCE, "رقم الملف"),
        Pair("تاريخ الإيداع", "الاثنين 24 نوفمبر 2025، الساعة 10:42"),
        Pair("الإجراء", "التسجيل في المطعم المدرسي (Restauration scolaire)"),
        Pair("مقدّم الطلب", "ليلى بن عبد الله"),
        Pair("العنوان", ADDRESS),
        Pair("البريد الإلكتروني", "leila.benabdallah@example.org"),
        Pair("سعر الوجبة", "3,40\u00a0€"),
        Items(("إثبات السكن (صفحتان)", "شهادة التأمين «المسؤولية المدنية»"), "الوثائق المستلمة"),
        TranslatedBlock("fr", "ltr", Pair("Déposé le", "lundi 24 novembre 2025 à 10\u00a0h\u00a042")),
        Heading("ماذا بعد؟", 3),
        Items(("ملفكم محفوظ هنا في البلدية، ولم يُرسل بعد.",
               "ستجيبكم مصلحة التعليم قبل 8 ديسمبر 2025.",
               "ليس عليكم القيام بأي شيء آخر."), numbered=True),
        Notice("احتفظوا بهذه الورقة: فهي وحدها تسمح بمتابعة ملفكم دون حساب ولا كلمة سر.", "warning"),
        Code(URL, "لمتابعة ملفكم، وجّهوا كاميرا الهاتف نحو هذا المربع.", "رمز QR لمتابعة الملف"),
        Small("Mairie de Saint-Cœur-sur-Oise، الهاتف: 01\u00a023\u00a045\u00a067\u00a089"),
    ),
)  # fmt: skip

UKRAINIAN = Slip(
    title="Квитанція",
    language="uk",
    direction="ltr",
    job_title="Reçu SCO 4F7 K29",
    blocks=(
        Heading("Мерія Сен-Кер-сюр-Уаз", 1),
        Heading("Ваша квитанція", 2),
        Big(REFERENCE, "Номер справи"),
        Pair("Подано", "понеділок, 24 листопада 2025 р., 10:42"),
        Pair("Послуга", "Запис до шкільної їдальні"),
        Pair("Заявниця", "Ґанна Їжакевич"),
        Pair("Адреса", ADDRESS),
        Items(("Підтвердження місця проживання", "Поліс «цивільна відповідальність»"), "Отримані документи"),
        Heading("Що далі?", 3),
        Line("Вашу справу збережено тут, у мерії. Її ще не передано.", strong=True),
        Line("Служба освіти відповість до 8 грудня 2025 року."),
        Notice("Від вас більше нічого не потрібно."),
        Code(URL, "Щоб стежити за справою, наведіть камеру телефона на цей квадрат.", "QR-код"),
        Rule(),
        WriteIn("Підпис"),
        Signature("Підпис заявниці", ("10 60 40 5 70 60", "25 35 55 35", "90 50"), 120, 70, "підписано на екрані"),
    ),
)  # fmt: skip

SAMPLES = (FRENCH, ARABIC, UKRAINIAN)

BADGE = "BCDEFGHIJKLNPRST" * 2
CARD = Slip(
    title="Badge",
    language="fr",
    direction="ltr",
    blocks=(
        Badge("Mairie de Saint-Cœur-sur-Oise", "Maëlle Lefèbvre-Nuñez", BADGE, ("BCDE", "FGHI", "JKLN", "PRST") * 2),
    ),
)
