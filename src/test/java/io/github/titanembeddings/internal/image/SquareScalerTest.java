package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquareScalerTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_CUSTOM,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void keepsColorsAndPlacesOfEveryType(int type) {
    BufferedImage image = halves(type, Color.RED, Color.BLUE);

    BufferedImage square = SquareScaler.square(image, 4);

    assertThat(square.getRGB(0, 0)).isEqualTo(Color.RED.getRGB());
    assertThat(square.getRGB(1, 3)).isEqualTo(Color.RED.getRGB());
    assertThat(square.getRGB(2, 0)).isEqualTo(Color.BLUE.getRGB());
    assertThat(square.getRGB(3, 3)).isEqualTo(Color.BLUE.getRGB());
  }

  @Test
  void keepsLevelsOfGray() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);

    BufferedImage square = SquareScaler.square(image, 4);

    assertThat(square.getRGB(0, 0)).isEqualTo(new Color(25, 25, 25).getRGB());
    assertThat(square.getRGB(1, 1)).isEqualTo(Color.BLACK.getRGB());
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR})
  void scalesAPartOfAnImage(int type) {
    BufferedImage part = halves(type, Color.RED, Color.BLUE).getSubimage(8, 2, 6, 3);

    assertThat(SquareScaler.square(part, 2).getRGB(0, 0)).isEqualTo(Color.BLUE.getRGB());
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR})
  void showsTransparentPixelsOnWhiteAndKeepsTheirAlpha(int type) {
    BufferedImage image = halves(type, new Color(255, 0, 0, 51), new Color(0, true));

    BufferedImage square = SquareScaler.square(image, 2);

    assertThat(square.getRGB(0, 0)).isEqualTo(new Color(255, 204, 204, 51).getRGB());
    assertThat(square.getRGB(1, 1)).isEqualTo(new Color(255, 255, 255, 0).getRGB());
  }

  private static BufferedImage halves(int type, Color left, Color right) {
    BufferedImage image =
        type == BufferedImage.TYPE_CUSTOM
            ? PlainPixels.rgbBytes(16, 10)
            : new BufferedImage(16, 10, type);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 10; y++) {
        image.setRGB(x, y, (x < 8 ? left : right).getRGB());
      }
    }
    return image;
  }
}
