package io.github.titanembeddings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.InvalidRequestException;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3UriTest {
  @ParameterizedTest
  @CsvSource({
    "s3://abc/a/b.jpg, abc, a/b.jpg",
    "s3://my.bucket-1/a=b c+d%20/ü, my.bucket-1, a=b c+d%20/ü",
    "s3://abc, abc, ''",
    "s3://abc/, abc, ''",
    "s3://abc//x, abc, /x",
    "'s3://a-c/x\ny', a-c, 'x\ny'",
    "s3://0.9/x, 0.9, x"
  })
  void acceptsValidUris(String text, String bucket, String key) {
    S3Uri uri = S3Uri.of(text);

    assertThat(uri.bucket()).isEqualTo(bucket);
    assertThat(uri.key()).isEqualTo(key);
    assertThat(S3Uri.of(uri.toString())).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "http://abc/a",
        "s3:/abc/a",
        "S3://abc/a",
        "s3://ab/a",
        "s3://Abc/a",
        "s3://-bc/a",
        "s3://ab-/a",
        "s3://a_c/a",
        "s3://.bc",
        "s3://ab.",
        "s3://abc\n",
        "s3://aéc/a",
        "s3:///a"
      })
  void rejectsInvalidUris(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> S3Uri.of(text))
        .withMessageContaining("s3-uri.invalid");
  }

  @Test
  void bucketsHave3To63CharactersAndKeys1024Bytes() {
    assertThat(S3Uri.of("s3://" + "a".repeat(63) + "/k").bucket()).hasSize(63);
    assertThat(S3Uri.of("s3://abc/" + "ü".repeat(512)).key()).hasSize(512);
    assertThat(S3Uri.of("s3://abc/" + "€".repeat(341)).key()).hasSize(341);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> S3Uri.of("s3://" + "a".repeat(64) + "/k"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> S3Uri.of("s3://abc/" + "ü".repeat(512) + "a"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> S3Uri.of("s3://abc/" + "€".repeat(342)));
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(S3Uri.class).withNonnullFields("bucket", "key").verify();
  }
}
