package io.github.titanembeddings.finetune.dataset.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.internal.Sha256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishSettingsTest {
  private static final List<String> HASHES =
      IntStream.range(0, 10_000)
          .mapToObj(i -> Sha256.of(new byte[] {(byte) i, (byte) (i >> 8)}))
          .toList();

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
  void meetsTheShareOnAverage(double share) {
    assertThat(validation(share, 3).size() / 10_000.0).isBetween(share - 0.02, share + 0.02);
  }

  @Test
  void largerShareIncludesTheSmaller() {
    assertThat(validation(0.1, 3)).isEqualTo(validation(0.1, 3));
    assertThat(validation(0.1, 4)).isNotEqualTo(validation(0.1, 3));
    assertThat(validation(0.2, 3)).containsAll(validation(0.1, 3));
  }

  private static List<String> validation(double share, long seed) {
    return HASHES.stream()
        .filter(h -> PublishSettings.role(h, share, seed) == DatasetRole.VALIDATION)
        .toList();
  }
}
