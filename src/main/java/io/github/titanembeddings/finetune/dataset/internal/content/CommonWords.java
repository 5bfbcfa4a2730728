package io.github.titanembeddings.finetune.dataset.internal.content;

import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Common words of captions, in lower case. */
final class CommonWords {
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

  /** English function words that are rare in the other languages. */
  static final Set<String> ENGLISH_FUNCTION_WORDS =
      words(
          """
          the of and with from by at on for or into its their his her this that these those two
          three up behind beside near without are while through around above below between each
          several
          """);

  /** Other English words that are rare in the other languages. */
  static final Set<String> ENGLISH =
      words(
          """
          woman women boy girl girls child children kid kids people couple crowd player rider
          soldier worker student dog dogs cat cats horse cow sheep bird birds bear elephant duck
          chicken fish rabbit monkey whale penguin penguins owl eagle turtle feet smile tree trees
          flower flowers grass leaf leaves forest mountain hill cliff stone beach coast shore sea
          lake river waterfall island valley field garden gardens sky cloud clouds moon snow rain
          light night day morning evening summer house home building tower castle church cathedral
          bridge street road path window door kitchen bedroom bathroom hallway store storefront shop
          market airport harbor town city sidewalk chair couch clock watch phone keyboard book books
          newspaper letter paper card cards box bottle cup mug glass glasses bowl dish pot knife
          fork spoon kettle tray basket candle mirror pillow blanket curtain towel toy umbrella sign
          signs painting drawing picture photograph statue badge flag map chart cover label stamp
          coin necklace earrings mask movie music shirt dress skirt pants shoe shoes boots sneakers
          coat jacket scarf glove gloves socks belt suit apron sunglasses food breakfast dinner
          dessert cake bread cookies cheese butter egg eggs meat beef pork salad soup noodles beans
          apple grape lemon strawberry peach onion peppers mushroom tomato coffee tea milk juice
          beer drink car truck boat ship airplane plane bike bicycle motorcycle wheel race running
          jumping wrestling blue green yellow black white brown gray grey pink purple dark bright
          big small little tall old new young wooden leather cotton wool ceramic beautiful colorful
          empty striped mechanical fresh cooked fried baked grilled standing sitting walking riding
          holding looking playing eating sleeping lying flying wearing swimming hanging parked
          covered side view aerial scene pieces bunch pie
          """);

  /** German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Indonesian, Turkish. */
  static final List<Set<String>> FOREIGN =
      List.of(
          foreign(
              """
              der die das den dem des ein eine einer eines einem einen und mit auf aus im zum zur
              vom von für bei ist sind nicht über unter zwei drei vier auch oder ohne vor am durch
              neben zwischen hinter gegen während sich wird werden hat einige viele beim ins mehrere
              menschen gruppe leute familie garten küche zimmer wasser himmel berg berge wald straße
              fenster strand steht sehen spielen geht gehen läuft trägt zeigt mann frau kinder
              mädchen junge hund katze haus stadt tisch kleid jacke blumen rot rote roter rotes blau
              blaue blauer schwarz schwarze schwarzer weiß weiße weißem grün grüne alter alte altes
              kleiner kleines große sitzt liegt hält fährt damen herren
              """),
          foreign(
              """
              le la les un une des du de et avec dans sur sous pour est sont ou où au aux en deux
              trois quatre à très sans chez qui par entre près côté devant derrière cette ces son
              ses leur leurs plusieurs lors se personnes gens groupe famille jeune vieux jardin
              cuisine chambre eau ciel montagne forêt fenêtre court joue jouent porte tient assis
              assise debout voiture homme femme enfants fille chien chat maison ville fleurs
              chaussures robe veste rouge noir noire blanc blanche bleu bleue vert verte vieil
              vieille petit petite bois cuir mer plage rue vue
              """),
          foreign(
              """
              el la los las un una unos unas de y con del por para en sobre es son dos tres cuatro
              al sin que muy junto entre desde hacia su sus está están este esta se lado cerca
              personas gente grupo familia joven jardín cocina agua cielo montaña bosque ventana
              corre juega juegan lleva sentado sentada coche árbol hombre mujer niño niña niños
              perro gato casa ciudad mesa flores zapatos vestido chaqueta rojo roja negro negra
              blanco blanca azul verde vieja madera cuero playa calle
              """),
          foreign(
              """
              il lo la i le gli un una uno di e con su sul sulla sulle sui nel nella nei del dei
              della degli delle per è sono due tre quattro senza dal dalla al alla da tra accanto
              sopra sotto mentre che si questo persone gente gruppo famiglia giovane giardino cucina
              acqua cielo montagna bosco finestra corre gioca giocano tiene seduto seduta ragazzo
              ragazza albero uomo donna bambino bambina bambini cane gatto casa città tavolo fiori
              scarpe vestito giacca rosso rossa nero nera bianco bianca verde vecchia legno pelle
              mare spiaggia strada mano
              """),
          foreign(
              """
              um uma uns umas o os e de com do da dos das na nos nas em num numa para por pelo pela
              é à ao aos dois duas três quatro sem sobre lado perto está estão que se sua pessoas
              gente grupo família jovem jardim cozinha água céu montanha floresta janela corre
              brinca brincam segura sentado sentada carro árvore seu homem mulher menino menina
              crianças cachorro gato casa cidade mesa flores sapatos vestido vermelho vermelha preto
              preta branco branca azul verde velha madeira couro mar praia rua
              """),
          foreign(
              """
              een het de der met van en voor zijn niet uit bij twee drie vier te naar zonder aan
              vanaf boven naast tegen achter onder op tussen wordt ligt staat zit loopt mensen groep
              familie jongen tuin keuken kamer lucht berg bergen bos raam speelt spelen draagt houdt
              rijdt hoed boom fiets vrouw kinderen meisje hond kat huis stad tafel bloemen schoenen
              jurk jas rood rode zwart zwarte wit witte blauw blauwe groen oude kleine klein grote
              houten leren zee strand straat
              """),
          foreign(
              """
              en ett et i och med på av till för från två tre fyra den det de över vid som genom
              bredvid bakom framför mellan utan är har under sitt sin människor folk grupp familj
              pojke trädgård köket vatten himmel berg skog skogen fönster springer leker kör går
              bil kvinna män barn flicka hund hunden katt katten hus huset stad bord blommor skor
              klänning jacka röd röda svart svarta vit vita blå grön gamla gammal liten stora trä
              havet stranden gatan sitter står håller ligger
              """),
          foreign(
              """
              na z w i do pod nad po przy przez dla ze od się jest są dwa dwoje trzy cztery bez oraz
              obok jak za przed między podczas ludzi ludzie grupa rodzina chłopiec dziewczyna ogród
              ogrodzie kuchni wody wodzie niebo góry góra las lesie oknem biegnie jedzie gra idzie
              nosi leży drzewo mężczyzna kobieta dzieci dziewczynka pies kot dom miasto stół stole
              kwiaty buty sukienka kurtka czerwony czerwona czarny czarna biały białym niebieski
              zielony stary mały mała duży morze morzem plaży trzyma siedzi stoi
              """),
          foreign(
              """
              dan di dengan yang untuk dari pada atas bawah tepi ini itu sebuah seekor seorang para
              sedang samping dalam ke oleh adalah sekelompok keluarga lelaki perempuan bayi taman
              dapur ruang air langit gunung hutan jendela berlari membaca memegang memakai berdiri
              mobil pohon orang sambil tengah dua tiga empat pria wanita anak gadis anjing kucing
              rumah kota meja kayu bunga sepatu gaun jaket kulit merah hitam putih biru hijau tua
              kecil besar laut pantai jalan duduk bermain
              """),
          foreign(
              """
              bir ve ile için üzerinde bu iki üç dört altında olan yanında içinde arasında önünde
              arkasında sonra gibi insanlar grup aile genç bahçe bahçede mutfakta oda odasında su
              gökyüzü dağ orman pencere koşuyor tutuyor okuyor duruyor yürüyor giyiyor araba ağaç
              adam kadın çocuk çocuklar kız köpek kedi ev şehir masa masada ahşap çiçek çiçekli
              ayakkabı elbise ceket deri kırmızı siyah beyaz mavi yeşil eski yaşlı küçük büyük deniz
              sokakta insan oturuyor oynuyor
              """));

  /** Foreign words that are also English, or occur in English names of works, places and dishes. */
  static final Set<String> WEAK =
      words(
          """
          adam air al alla alter am anak au aus aux av azul bar barn bei berg bianco blanc blanca
          blanco bleu bois boom bord bu calle cane casa chat che chez com con cote court cuisine da
          dal dan das de dei del della den der deri des deux di die do dom dos du dua due e eau el
          em en entre es est et ev familia femme flores folk fur gato gens gente gory grupo halt hat
          hinter hoed hombre homme hus i ile im ini ins itu jak jas jest kat ke kinder kleine kot
          kota la las le les lo los maison man mano mar mare masa med mer mesa met mit mujer na nas
          negra negro nero nino niño noir nos o och od op os ou over pa par para per petit petite
          pies playa po pod por porte pour pres que qui robe rod rode roja rood rosso rot rote rouge
          rua rue sa sans se sem si sin sitter skor som son sotto sous stad star stole strada strand
          su sur te till tre tres trois twee uber um un und under uno van ve verde vert vieja vit
          von vue w wit y yang z za ze zit à
          """);

  private CommonWords() {}

  private static Set<String> words(String words) {
    return Set.of(words.strip().split("\\s+"));
  }

  /** Returns the words with and without accents, since captions often omit accents. */
  private static Set<String> foreign(String list) {
    Set<String> words = words(list);
    return words.stream()
        .flatMap(word -> Stream.of(word, withoutAccents(word)))
        .filter(word -> word.length() > 1 || words.contains(word))
        .collect(Collectors.toUnmodifiableSet());
  }

  static String withoutAccents(String word) {
    String plain = word.replace("ß", "ss").replace('ł', 'l').replace('ı', 'i');
    return ACCENTS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFD)).replaceAll("");
  }
}
