package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionTextTest {
  private static String code(String caption) {
    CaptionText.Finding found = CaptionText.find(caption, true, true);
    return found == null ? "" : found.code();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IMG_1234.JPG|caption.file-name",
        "DSC01234|caption.file-name",
        "red shoe.png|caption.file-name",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301|caption.file-name",
        "d41d8cd98f00b204e9800998ecf8427e|caption.file-name",
        "https://shop.example/p/1.jpg|caption.url",
        "a shoe, see www.shop.example|caption.url",
        "s3://shop/images/1.jpg|caption.url",
        "<p>a red shoe</p>|caption.html",
        "a shoe<br/>in red|caption.html",
        "Fish &amp; chips|caption.html",
        "it&#39;s red|caption.html",
        "<a href='https://shop.com/x'>red running shoe</a>|caption.html",
        "a <H2>red shoe</H2>|caption.html",
        "<b>shoe</b>.jpg|caption.html",
        "<unknown>|caption.placeholder",
        "//cdn.example.com/x.png|caption.url",
        "file:///images/a.png|caption.url",
        "data:image/png;base64,iVBORw0KGgo=|caption.url",
        "Screenshot 2023-01-02 at 10.11.12|caption.file-name",
        "Screenshot 2023-01-02 at 10.11.12 PM|caption.file-name",
        "red_shoe_01|caption.file-name",
        "P1010023|caption.file-name",
        "No description available|caption.placeholder",
        "No image available.|caption.placeholder",
        "image not available|caption.placeholder",
        "Lorem ipsum|caption.placeholder",
        "TBA|caption.placeholder",
        "N/A|caption.placeholder",
        "null|caption.placeholder",
        "Image 12|caption.placeholder",
        "(photo)|caption.placeholder",
        "???|caption.placeholder",
        "4711|caption.placeholder",
        "[no caption]|caption.placeholder",
        "shoe|caption.one-word",
        "赤い靴|caption.not-english",
        "красный ботинок на столе|caption.not-english",
        "حذاء أحمر على الطاولة|caption.not-english",
        "κόκκινο παπούτσι|caption.not-english",
        "นี่คือรองเท้าสีแดง|caption.not-english",
        "ein roter Laufschuh auf weißem Hintergrund|caption.not-english",
        "blaue Jacke aus Leder|caption.not-english",
        "Rotes Kleid mit Blumenmuster|caption.not-english",
        "une chaussure rouge sur fond blanc|caption.not-english",
        "robe rouge à fleurs|caption.not-english",
        "un zapato rojo sobre fondo blanco|caption.not-english",
        "un perro corre por la playa|caption.not-english",
        "una scarpa rossa su sfondo bianco|caption.not-english",
        "un gatto dorme sul divano|caption.not-english",
        "um sapato vermelho sobre fundo branco|caption.not-english",
        "um cachorro corre na praia|caption.not-english",
        "los zapatos del niño|caption.not-english",
        "les chats sur le canapé|caption.not-english",
        "foto van een hond|caption.not-english",
        "scarpe per i bambini|caption.not-english",
        "een rode schoen op een witte achtergrond|caption.not-english",
        "en röd sko på vit bakgrund|caption.not-english",
        "czerwony but na białym tle|caption.not-english",
        "beyaz arka plan üzerinde kırmızı ayakkabı|caption.not-english",
        "sepatu merah dengan latar belakang putih|caption.not-english",
        "một chiếc giày màu đỏ trên nền trắng|caption.not-english",
      })
  void findsCaptionsThatDoNotDescribe(String caption, String code) {
    assertThat(code(caption)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red running shoe on a white background",
        "red shoe",
        "Blue denim jacket, slim fit",
        "Nike Air Max 90 sneakers, grey",
        "ceramic vase",
        "crème brûlée with berries",
        "café au lait in a bowl",
        "IKEA Billy bookcase",
        "pasta carbonara with parmesan",
        "art deco lamp",
        "two zebras",
        "dog on sofa",
        "an aerial view of Rio de Janeiro",
        "Herren jacket by Hugo Boss",
        "taj mahal in agra, india",
        "men's polo shirt piqué cotton",
        "Dolce & Gabbana handbag",
        "Leonardo da Vinci portrait",
        "La Mer face cream",
        "die cut cardboard box",
        "5 < 6 and 7 > 2",
        "a heart <3 drawn in sand",
        "AT&T store front; at night",
        "size 42 shoe",
        "image of a red shoe",
        "null hypothesis on a chalkboard",
        "a photo, not available elsewhere",
        "node.js developer at work",
        "El Capitan at dawn",
        "white delivery van",
        "60W LED bulb",
        "Los Angeles skyline",
        "Las Vegas casino",
        "coffee pod machine",
        "father son portrait",
        "penne alla vodka",
        "sans serif poster",
        "pour spout bottle",
        "yin yang symbol",
        "things we've made",
        "uno card game",
        "Big Sur coastline",
        "São Paulo skyline",
        "miles per hour sign",
        "MacBook running Mac OS",
        "a sign that says 東京",
        "img tag on a whiteboard",
        "C++ <vector> code on a screen",
        "x <y> z formula",
        "screenshot 2 of the game at night",
        "black and/or white // chess",
        "data: a chart of 2020",
        "no image of the queen is available",
      })
  void acceptsCaptionsInEnglish(String caption) {
    assertThat(code(caption)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"🙂🙂🙂", "© 2020", "???", "4711", "5 x"})
  void namesTheLackOfLetters(String caption) {
    assertThat(CaptionText.find(caption, true, true))
        .isEqualTo(
            new CaptionText.Finding(
                "caption.placeholder",
                "\""
                    + caption
                    + "\": "
                    + (caption.endsWith("x") ? "a placeholder" : "no letters")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a ", "&", "a.", "&#1", "IMG_1", "é ", "\uD800", "\u202Eא", "<", "a@", "x ", "1_", "//"
      })
  void takesNoLongerForLongCaptions(String part) {
    String caption = part.repeat(100_000 / part.length());

    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThatCode(() -> code(caption)).doesNotThrowAnyException());
  }
}
