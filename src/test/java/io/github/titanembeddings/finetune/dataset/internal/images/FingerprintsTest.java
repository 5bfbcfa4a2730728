package io.github.titanembeddings.finetune.dataset.internal.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.Sha256;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Fingerprints of texts and files. */
class FingerprintsTest {
  @Test
  void textFingerprintIsASha256Prefix() {
    assertThat(Long.toHexString(new Fingerprints().of("a shoe")))
        .isEqualTo(Sha256.of("a shoe".getBytes(UTF_8)).substring(0, 16).replaceFirst("^0+", ""));
  }

  @Test
  void fileFingerprintDependsOnEachByteAndTheSize() {
    byte[] start = new byte[100];
    Set<Long> all = new HashSet<>();
    for (int size = 100; size < 200; size++) {
      all.add(Fingerprints.ofStart(start, 100, size));
    }
    for (int i = 0; i < 100; i++) {
      start[i] = 1;
      all.add(Fingerprints.ofStart(start, 100, 100));
      start[i] = 0;
    }
    assertThat(all).hasSize(200);
    start[99] = 1; // beyond the length
    assertThat(Fingerprints.ofStart(start, 99, 100))
        .isEqualTo(Fingerprints.ofStart(new byte[99], 99, 100));
  }

  @Test
  void fileFingerprintCombinesBothChecksumsAndTheSize() {
    assertThat(Fingerprints.ofStart("123456789".getBytes(UTF_8), 9, 10))
        .isEqualTo(Fingerprints.mixed(0xCBF43926_E3069283L, 10)); // the published check values
  }

  @Test
  void pairFingerprintDependsOnTheOrderAndSpreads() {
    assertThat(Fingerprints.mixed(1, 2)).isNotEqualTo(Fingerprints.mixed(2, 1));
    Set<Long> low = new HashSet<>();
    Set<Long> high = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      low.add(Fingerprints.mixed(0, i) & 0xFFFFFFFFL);
      high.add(Fingerprints.mixed((long) i << 32, 0) >>> 32);
    }
    assertThat(low).hasSize(1_000);
    assertThat(high).hasSizeGreaterThan(998);
  }

  @Test
  void mixesPairsLikeSplitMix64() {
    for (long second = -3; second < 3; second++) {
      assertThat(Fingerprints.mixed(1, second)).isEqualTo(new SplittableRandom(second).nextLong());
    }
  }
}
