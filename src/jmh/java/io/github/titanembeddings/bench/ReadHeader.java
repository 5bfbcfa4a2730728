package io.github.titanembeddings.bench;

import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads the width and height of an image in memory from its header. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReadHeader {
  /** The image's format. */
  @Param({"png", "jpeg"})
  public String format;

  private byte[] image;

  /** Creates the image. */
  @Setup
  public void makeImage() {
    ImageIO.setUseCache(false);
    image = format.equals("png") ? TestImages.png(1024, 768) : TestImages.jpeg(1024, 768);
  }

  /** This library. */
  @Benchmark
  public Object library() {
    return ImageInput.of(image).probe();
  }

  /** The JDK's ImageIO readers. */
  @Benchmark
  public int imageIo() throws IOException {
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(image))) {
      ImageReader reader = ImageIO.getImageReaders(stream).next();
      try {
        reader.setInput(stream, true, true);
        return reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    }
  }
}
