package io.github.titanembeddings.validation;

import static org.assertj.core.api.Assertions.assertThat;

import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

class ViolationTest {
  @Test
  void messageNamesPathValueLimitAndRemedy() {
    Violation violation =
        Violation.error("inputImage", "image.too-large")
            .actual("30,000,000 bytes")
            .limit("at most 26,214,400 bytes")
            .remedy("make it smaller")
            .build();

    assertThat(violation.message())
        .isEqualTo(
            "inputImage: 30,000,000 bytes exceeds the limit of 26,214,400 bytes; make it smaller"
                + " (image.too-large)");
    assertThat(violation).hasToString("ERROR " + violation.message());
  }

  @Test
  void messageOmitsMissingParts() {
    Violation violation = Violation.warning("caption", "caption.blank").actual("blank").build();

    assertThat(violation.message()).isEqualTo("caption: blank (caption.blank)");
    assertThat(violation.severity()).isEqualTo(Violation.Severity.WARNING);
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(Violation.class).withNonnullFields(fields()).verify();
  }

  private static String[] fields() {
    return new String[] {"severity", "path", "code", "actual", "limit", "remedy"};
  }
}
