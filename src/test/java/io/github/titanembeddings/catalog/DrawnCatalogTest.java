package io.github.titanembeddings.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drawn images are many, different and reproducible. */
class DrawnCatalogTest {
  @Test
  void drawsManyGroupsAsPngAndJpeg(@TempDir Path folder) throws IOException {
    DrawnCatalog.draw(folder);

    List<Path> files = files(folder);
    assertThat(files).hasSizeGreaterThanOrEqualTo(60);
    assertThat(DrawnCatalog.groups()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(files.stream().map(file -> file.getFileName().toString().split("-", -1)[0]))
        .hasSameElementsAs(DrawnCatalog.groups());
    for (Path file : files) {
      ImageInfo info = ImageInput.of(file).probe();
      boolean png = file.toString().endsWith(".png");
      assertThat(info.formatName()).isEqualTo(png ? "PNG" : "JPEG");
      assertThat(List.of(info.width(), info.height())).allMatch(side -> side >= 256 && side < 512);
    }
  }

  @Test
  void noTwoImagesAreEqual(@TempDir Path folder) throws IOException {
    DrawnCatalog.draw(folder);

    List<ByteBuffer> contents = new ArrayList<>();
    for (Path file : files(folder)) {
      contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
    }
    assertThat(contents).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("groups")
  void sameSeedDrawsSameImage(String group) {
    assertThat(pixels(group, 7)).isEqualTo(pixels(group, 7)).isNotEqualTo(pixels(group, 8));
  }

  static Set<String> groups() {
    return DrawnCatalog.groups();
  }

  private static int[] pixels(String group, long seed) {
    BufferedImage image = DrawnCatalog.image(group, 1, seed);
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
