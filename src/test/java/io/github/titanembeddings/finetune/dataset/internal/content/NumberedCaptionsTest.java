package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NumberedCaptionsTest {
  private final NumberedCaptions captions = new NumberedCaptions(2);

  private Map<Integer, Long> found() {
    Map<Integer, Long> found = new TreeMap<>();
    captions.find(found::put);
    return found;
  }

  @Test
  void countsImagesWhoseCaptionsDifferInNumbers() {
    assertThat(captions.add(1, "shoe 1")).isZero();
    assertThat(captions.add(2, "shoe 0")).isZero();
    assertThat(captions.add(3, "boot 3")).isZero();
    assertThat(found()).isEmpty();
    assertThat(captions.add(4, "shoe 33")).isEqualTo(3);
    assertThat(captions.add(5, "shoe \u0664")).isEqualTo(4);
    assertThat(captions.add(6, "shoe 1 of 2")).isZero();

    assertThat(found()).isEqualTo(Map.of(1, 4L));
  }

  @Test
  void reportsNeitherEqualCaptionsAloneNorCaptionsWithoutNumbers() {
    for (int line = 1; line < 5; line++) {
      assertThat(captions.add(line, "size 5")).isZero();
      assertThat(captions.add(line, "a shoe")).isZero();
    }
    assertThat(found()).isEmpty();
    assertThat(captions.add(5, "size 6")).isEqualTo(5);
  }
}
