package io.github.titanembeddings.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbbreviateTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\u0000", "\u001B", "\u0085", "\u009B", "\u2028", "\u202E", "\uFEFF"})
  void replacesDisplayControlCharactersWithSpaces(String control) {
    assertThat(Abbreviate.beginning("a" + control + control + "b", 40)).isEqualTo("a b");
  }

  @Test
  void keepsEmojiWhole() {
    assertThat(Abbreviate.beginning("👩\u200D🔬", 40)).isEqualTo("👩\u200D🔬");
  }

  @Test
  void marksAnAbbreviatedText() {
    assertThat(Abbreviate.beginning("abc", 3)).isEqualTo("abc");
    assertThat(Abbreviate.beginning("abcd", 3)).isEqualTo("abc…");
    assertThat(Abbreviate.beginning("ab\uD83D\uDE00", 3)).isEqualTo("ab…");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://u:pa55word@shop.example/1.png?sig=s3cr3t | https://…@shop.example/1.png?…",
        "see HTTP://u:p@h/a?b#c and ftp://x@y/ | see HTTP://…@h/a?… and ftp://…@y/",
        "s3a://AKIA:a/b+c@bucket/key | s3a://…@bucket/key",
        "https://h/a#access_token=t | https://h/a#…",
        "https://h/@eaDir/a.png | https://h/@eaDir/a.png",
        "s3://bucket/what?.png | s3://bucket/what?.png",
        "s3://b/k?X-Amz-Credential=A/B&X-Amz-Date=1&X-Amz-Signature=f |"
            + " s3://b/k?X-Amz-Credential=…&X-Amz-Date=1&X-Amz-Signature=…",
        "shop.example/1.png?X-Amz-Signature=f | shop.example/1.png?X-Amz-Signature=…",
        "data:image/png;base64,iVBORw0KGgo= | data:image/png;base64,…",
        "https://u:p/w@h/a | https://…@h/a",
        "s3://b/k?AWSAccessKeyId=A&api_key=B&sig=C&X-Goog-Signature=D |"
            + " s3://b/k?AWSAccessKeyId=…&api_key=…&sig=…&X-Goog-Signature=…",
      })
  void removesSecretsFromUrls(String text, String shown) {
    assertThat(Abbreviate.beginning(text, 200)).isEqualTo(shown);
    assertThat(Abbreviate.withoutSecrets(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 3:4 ratio, x=y",
        "http://host:8080/shoe@2x.png",
        "http://[::1]:8080/a@b",
        "s3://bucket/3:4/shoe@2x.png",
        "s3://bucket/shoes?design=red.jpg",
        "size;keyword=shoe&sort=asc",
        "Metadata:size,color of data:red,blue",
        "C:\\Users\\me@work\\shoe.png",
        "file:///C:/me@work/a:b@c.png",
        "ask me@shop.example: 50% off; a=b",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"
      })
  void keepsTextsWithoutSecrets(String text) {
    assertThat(Abbreviate.beginning(text, 200)).isEqualTo(text);
    assertThat(Abbreviate.withoutSecrets(text)).isEqualTo(text);
  }

  @Test
  void leavesNoPartOfASecretAtTheCut() {
    assertThat(Abbreviate.beginning("https://user:" + "p".repeat(300) + "@host/x", 40))
        .isEqualTo("https://…@host/x");
    assertThat(Abbreviate.beginning("https://host/x?" + "p".repeat(9_000), 40))
        .isEqualTo("https://host/x?……");
  }

  @Test
  void abbreviatesALongTextQuickly() {
    String text = "a+.-".repeat(1_500) + "://" + "x?&sig=".repeat(300) + "data:".repeat(500);
    assertTimeout(Duration.ofSeconds(20), () -> Abbreviate.beginning(text.repeat(50), 200));
  }
}
