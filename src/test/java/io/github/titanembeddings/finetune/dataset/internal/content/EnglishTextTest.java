package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnglishTextTest {
  /** Brands, titles, places, dishes and abbreviations with a word of another language. */
  private static final String ENGLISH =
      """
      MIT campus building
      Sin City poster
      Con Air movie poster
      crème brûlée dessert
      Das Keyboard mechanical keyboard
      op art print
      Med spa
      Café au lait cup
      El Capitan cliff
      Le Creuset pot
      Die cast car
      Van Gogh print
      Os Mutantes album
      Das Boot submarine
      Die Hard DVD cover
      Con Edison power plant
      pro con list
      cardinal sin sculpture
      MIT Media Lab logo
      Op Ed page
      med student
      pre med textbook
      IM chat window
      AUS flag
      Uno card deck
      Tres leches cake
      Los Lobos concert
      Los Alamos lab
      La Quinta Inn
      El Greco painting
      La Niña weather chart
      Rio de la Plata map
      Arc de Triomphe
      Tour de France cyclists
      Château de Versailles gardens
      Mont Saint Michel abbey
      Coq au vin plate
      crème de menthe cocktail
      crêpe suzette
      filet mignon steak
      pot au feu stew
      eau de parfum spray
      fleur de lis pendant
      art nouveau vase
      décor pillow
      L'Oréal shampoo
      Moët & Chandon champagne
      Pokémon plush toy
      Björk album cover
      Motörhead band logo
      Citroën hatchback
      Zürich tram
      München beer garden
      Málaga harbor
      Malmö bridge
      Brötchen
      piñata party
      chili con carne
      arroz con pollo
      pico de gallo
      carne asada tacos
      Día de los Muertos altar
      Santa Maria del Mar church
      Puerto Vallarta sunset
      Palo Alto garage
      spaghetti alla puttanesca
      gelato al limone
      La Scala opera house
      Via del Corso shopping
      Piazza della Signoria statue
      Castello di Amorosa winery
      Lamborghini Huracán
      Vasco da Gama bridge
      Rio Grande do Sul map
      pão de queijo snacks
      Copacabana sidewalk
      Vincent van Gogh sunflowers
      Van Halen guitar
      Den Haag skyline
      De Stijl chair
      Dr. Oetker baking powder
      Baron von Richthofen triplane
      Die Zeit newspaper
      Und cafe storefront
      Bei Bei panda
      Ein Gedi oasis
      Unter den Linden boulevard
      sauerkraut und bratwurst plate
      glögg mugs
      fika table
      Av Club logo
      Och Ziff tower
      Jest book jacket
      Pod coffee maker
      Dwa Mosty tram stop
      Bez Cat mural
      Ini Kamoze record sleeve
      nasi goreng dan sate
      Bu Ali mosque
      Iki beer can
      sans serif font specimen
      Au Bon Pain storefront
      Est Est Est wine label
      Sous vide steak
      Pour over coffee kettle
      Chez lounge sign
      Por Favor cantina
      Para Nordic skier
      Air Force One tarmac
      Umbro jersey
      Com dome sphere
      Em dash typography
      Nas concert
      Per diem form
      Sono nis wheels
      Tre Cime hiking trail
      Il Volo tenors
      Gli Uffizi hallway
      Las Vegas strip
      Muay Thai kickboxer
      Es Devlin stage design
      Deux Chevaux car
      Dans le Noir
      À la carte menu
      Du Pont factory
      UN building
      Casa Batlló facade
      Nuestra Señora de los Ángeles mission
      Los Alamitos track
      Sierra de los Cuchumatanes ridge
      tres amigos costume
      Prosecco di Valdobbiadene cork
      Cavalleria rusticana playbill
      Les Misérables musical
      L'Occitane lotion
      soupe à l'oignon gratin
      coup de grâce fencing
      Porte de Versailles expo
      Der Blaue Reiter almanac
      Kinder Surprise capsule
      Mann Theatre marquee
      Van Morrison LP
      Stad Amsterdam clipper
      Fjällräven Kånken backpack
      Pål Hollender documentary
      Kraków cloth hall
      Pantai Cenang shoreline
      Dua Lipa tour
      Mavi denim
      São Jorge castle ramparts
      Pastel de nata pastry
      Sol de Janeiro body butter
      Casa Blanca exterior
      Bleu de Chanel aftershave
      Rue La La app
      papel picado garland
      açaí bowl granola
      Dvořák symphony conductor
      USB dongle, OS X
      man surfing
      Modern sofa, gray fabric
      old barn
      brass door handle
      hot air balloons, sunrise
      Do not enter sign
      me and my dog
      pod of whales
      tie dye shirt
      dot matrix printer
      barn door
      kit car
      vista point
      rue paul
      A laptop in a café is a mess
      I do as I like
      A DJ in a DJ booth in Ibiza
      El Pollo Loco drive-through
      La Crosse lawnmower
      Les Invalides dome
      Veuve Clicquot flute
      croque monsieur
      tacos al pastor
      frutti di mare linguine
      Fiat Cinquecento convertible
      Weihnachtsmarkt stall
      Hej Hej mat
      Van der Waals diagram
      Ayran bottle, Istanbul
      Na Pali ridge
      Em Beihold single
      Õun jam
      das keyboard mechanical keyboard
      uma thurman red carpet
      van der waals diagram
      mano a mano
      """;

  /** German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Indonesian, Turkish. */
  private static final String FOREIGN =
      """
      ein roter Laufschuh auf weißem Hintergrund
      blaue Jacke aus Leder
      Rotes Kleid mit Blumenmuster
      Ein Mann steht in der Kuche und kocht
      Zwei Kinder spielen am Strand
      hund im garten
      Eine Frau fährt mit dem Fahrrad durch die Stadt
      Ein Teller mit Nudeln und Tomatensosse
      Schwarze Katze schläft auf dem Sofa
      Das ist ein altes Haus in Berlin
      Eine Gruppe von Menschen wartet an der Haltestelle
      holztisch mit vier stuhlen fur das esszimmer
      Damen Winterjacke mit Kapuze, schwarz
      une chaussure rouge sur fond blanc
      robe rouge à fleurs
      les chats sur le canapé
      Un homme fait du velo dans la rue
      Deux enfants jouent sur la plage
      une femme est assise à la table du restaurant
      Chaussures d'été pour femme
      Une assiette de pates avec de la sauce tomate
      Un chien court dans le parc
      Table en bois avec quatre chaises
      Le soleil se couche sur la mer
      un groupe de personnes attend le bus
      Veste noire en cuir pour homme
      un zapato rojo sobre fondo blanco
      un perro corre por la playa
      los zapatos del niño
      Una mujer sentada en la mesa del restaurante
      Dos niños juegan en la arena
      vestido rojo de mujer con flores
      Un plato de pasta con salsa de tomate
      El gato negro duerme en el sofa
      Chaqueta de cuero negra para hombre
      Mesa de madera con cuatro sillas
      El sol se pone sobre el mar
      una nina sostiene un globo rojo
      Un grupo de personas espera el autobús
      una scarpa rossa su sfondo bianco
      un gatto dorme sul divano
      scarpe per i bambini
      Un uomo va in bicicletta per la strada
      Due bambini giocano sulla spiaggia
      una donna è seduta al tavolo del ristorante
      Vestito rosso da donna con fiori
      Un piatto di pasta con salsa di pomodoro
      Il cane corre nel parco
      Giacca di pelle nera da uomo
      Tavolo in legno con quattro sedie
      il sole tramonta sul mare
      Una bambina tiene in mano un palloncino
      um sapato vermelho sobre fundo branco
      um cachorro corre na praia
      Uma mulher sentada à mesa do restaurante
      Duas criancas brincam na areia
      Vestido vermelho feminino com flores
      um prato de massa com molho de tomate
      O gato preto dorme no sofá
      Jaqueta de couro preta para homem
      Um homem anda de bicicleta na rua
      Mesa de madeira com quatro cadeiras
      O sol se põe sobre o mar
      uma menina segura um balao vermelho
      Um grupo de pessoas espera o ônibus
      een rode schoen op een witte achtergrond
      foto van een hond
      Een man fietst door de straat
      Twee kinderen spelen op het strand
      Een vrouw zit aan tafel in het restaurant
      rode jurk met bloemen
      De zwarte kat slaapt op de bank
      Leren jas voor heren
      De hond rent in het park
      Houten tafel met vier stoelen
      De zon gaat onder boven de zee
      een klein meisje houdt een ballon vast
      Een groep mensen wacht op de bus
      en röd sko på vit bakgrund
      En man cyklar på gatan
      Två barn leker på stranden
      En kvinna sitter vid bordet i restaurangen
      Röd klänning med blommor
      en tallrik pasta med tomatsås
      Den svarta katten sover på soffan
      Skinnjacka för män
      Hunden springer i parken
      Träbord med fyra stolar
      Solen går ner över havet
      en liten flicka haller en ballong
      En grupp människor väntar på bussen
      czerwony but na białym tle
      Mężczyzna jedzie na rowerze przez miasto
      Dwoje dzieci bawi się na plaży
      Kobieta siedzi przy stole w restauracji
      Czerwona sukienka w kwiaty
      czarny kot śpi na kanapie
      Kurtka skórzana dla mężczyzn
      Pies biegnie po parku
      Drewniany stół z czterema krzesłami
      Słońce zachodzi nad morzem
      Mała dziewczynka trzyma balon
      grupa ludzi czeka na autobus
      Stary dom stoi nad jeziorem
      sepatu merah dengan latar belakang putih
      Seorang pria naik sepeda di jalan
      Dua anak bermain di pantai
      Seorang wanita duduk di meja restoran
      Gaun merah dengan motif bunga
      Sepiring pasta dengan saus tomat
      Kucing hitam tidur di atas sofa
      Jaket kulit untuk pria
      Anjing berlari di taman
      Meja kayu dengan empat kursi
      Matahari terbenam di atas laut
      seorang gadis kecil memegang balon
      Sekelompok orang menunggu bus
      beyaz arka plan üzerinde kırmızı ayakkabı
      Bir adam sokakta bisiklet sürüyor
      İki çocuk kumsalda oynuyor
      Bir kadin restoranda masada oturuyor
      Çiçekli kırmızı elbise
      Domates soslu bir tabak makarna
      Siyah kedi kanepede uyuyor
      Erkekler icin deri ceket
      Köpek parkta koşuyor
      Dört sandalyeli ahşap masa
      Güneş denizin üzerinde batıyor
      kucuk bir kiz balon tutuyor
      Bir grup insan otobüs bekliyor
      """;

  static Stream<String> english() {
    return ENGLISH.lines();
  }

  static Stream<String> foreign() {
    return FOREIGN.lines();
  }

  @ParameterizedTest
  @MethodSource("english")
  void acceptsForeignPartsOfEnglishCaptions(String caption) {
    assertThat(EnglishText.foreignPart(caption)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void findsCaptionsOfOtherLanguages(String caption) {
    assertThat(EnglishText.foreignPart(caption)).startsWith("words of another language: ");
  }

  @Test
  void namesTheForeignWords() {
    assertThat(EnglishText.foreignPart("ein Hund im Garten"))
        .isEqualTo("words of another language: ein, Hund, im, Garten");
    assertThat(EnglishText.foreignPart("červené boty z kůže"))
        .isEqualTo("words of another language: červené, kůže");
  }

  @Test
  void readsDecomposedLettersAndSkipsSigns() {
    assertThat(EnglishText.foreignPart("\u201CDie Bru\u0308cke u\u0308ber den Fluss\u201D"))
        .isEqualTo("words of another language: Die, über, den");
    assertThat(EnglishText.foreignPart("cre\u0300me bru\u0302le\u0301e")).isEmpty();
  }

  @Test
  void readsMathematicalLettersAsLatin() {
    assertThat(EnglishText.foreignPart("𝓡𝓮𝓭 𝓼𝓱𝓸𝓮")).isEmpty();
    assertThat(EnglishText.foreignPart("𝓮𝓲𝓷 𝓗𝓾𝓷𝓭 𝓲𝓶 𝓖𝓪𝓻𝓽𝓮𝓷"))
        .isEqualTo("words of another language: ein, Hund, im, Garten");
  }
}
