package io.github.titanembeddings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;

/** Any bytes are an image with a size, or are rejected with violations. */
class ImageProbeFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void returnsASizeOrRejects(byte[] bytes) {
    try {
      ImageInfo image = ImageInput.of(bytes).probe();
      assertThat(image.width()).isPositive();
      assertThat(image.height()).isPositive();
    } catch (InvalidRequestException e) {
      assertThat(e.violations()).isNotEmpty();
    }
  }
}
