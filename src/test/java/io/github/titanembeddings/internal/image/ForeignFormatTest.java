package io.github.titanembeddings.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of content that is neither PNG nor JPEG. */
class ForeignFormatTest {
  static Stream<Arguments> beginnings() {
    return Stream.of(
        Arguments.of("RIFF\u0010\0\0\0WEBPVP8 ", "a WebP file"),
        Arguments.of("\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC file"),
        Arguments.of("\0\0\0\u0018ftypmif1\0\0\0\0", "a HEIC file"),
        Arguments.of("\0\0\0\u0018ftypavif\0\0\0\0", "an AVIF file"),
        Arguments.of("\0\0\0\u0018ftypisom\0\0\0\0", "an MP4 file or another ISO media file"),
        Arguments.of("II*\0\b\0\0\0", "a TIFF file"),
        Arguments.of("%PDF-1.7\n", "a PDF file"),
        Arguments.of("<!DOCTYPE HTML><html>", "an HTML page"),
        Arguments.of("\n  <html lang='en'>", "an HTML page"),
        Arguments.of("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG file"),
        Arguments.of("\u00EF\u00BB\u00BF<?xml version='1.0'?>", "an SVG file or other XML"),
        Arguments.of("<Error><Code>AccessDenied</Code></Error>", "markup text"),
        Arguments.of("data:image/png;base64,iVBO", "a data URI"),
        Arguments.of("BM is how a BMP file begins, too", "unknown content"),
        Arguments.of("hello", "unknown content"),
        Arguments.of("\u0000", "unknown content"));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void isNamedByItsBeginning(String beginning, String name) {
    assertThat(read(beginning.getBytes(ISO_8859_1))).isEqualTo(unsupported(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF", "BMP", "TIFF"})
  void isNamedInFilesOfImageIo(String formatName) throws IOException {
    byte[] image = Pictures.encode(Pictures.noise(BufferedImage.TYPE_INT_RGB, 9, 9), formatName);
    assertThat(read(image)).isEqualTo(unsupported("a " + formatName + " file"));
  }

  @Test
  void isNamedWhenAnImageWasMadeText() throws IOException {
    for (String formatName : new String[] {"PNG", "JPEG"}) {
      byte[] image = Pictures.encode(Pictures.quarters(9, 9), formatName);
      assertThat(read(Base64.getEncoder().encode(image)))
          .isEqualTo(unsupported("the base64 text of a " + formatName + " file"));
      assertThat(read(new String(image, UTF_8).getBytes(UTF_8)))
          .isEqualTo(unsupported("binary data damaged by a conversion to text"));
    }
  }

  @Test
  void isEmptyWithoutBytes() {
    assertThat(read(new byte[0])).isEqualTo(new Unusable("image.empty", "0 bytes"));
  }

  private static HeaderStep read(byte[] image) {
    return WindowedReader.read(image, 64);
  }

  private static Unusable unsupported(String found) {
    return new Unusable("image.unsupported-format", found);
  }
}
