package io.github.titanembeddings.examples.spark;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Sessions and rows for tests. */
final class Cluster {
  static final StructType ROWS =
      new StructType().add("id", "string").add("image", "binary").add("title", "string");

  private Cluster() {}

  static SparkSession.Builder session(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.local.dir", Path.of("target", "spark-local").toAbsolutePath().toString())
        .config("spark.sql.warehouse.dir", Path.of("target", "warehouse").toUri().toString())
        .config("spark.plugins", TitanPlugin.class.getName());
  }

  /** Returns a session whose executors are JVMs of their own, with the class path of this one. */
  static SparkSession.Builder localCluster(int executors) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
    Files.createDirectories(jars);
    for (Path link : files(jars)) {
      Files.delete(link); // perhaps of another version of Spark
    }
    List<String> entries = Pattern.compile(File.pathSeparator).splitAsStream(classPath).toList();
    for (String entry : entries) {
      Path jar = Path.of(entry).toAbsolutePath();
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    String classes =
        entries.stream()
            .filter(entry -> !entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return session("local-cluster[" + executors + ",1,1024]")
        .config("spark.executor.memory", "800m")
        .config("spark.executor.extraClassPath", classes)
        .config(
            "spark.executor.extraJavaOptions",
            "-Daws.accessKeyId=stub -Daws.secretAccessKey=stub -XX:+UseSerialGC"
                + " -XX:TieredStopAtLevel=1 \"-Djava.io.tmpdir=" // a killed executor leaves files
                + System.getenv("SPARK_HOME")
                + "\"");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Returns a small PNG of its own for each number. */
  static byte[] png(int number) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(number);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns rows with images, a share of which are not images, and no text. */
  static List<Row> images(int count, int badEvery) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = png(i);
      if (i % badEvery == badEvery - 1) {
        bytes[1] = 0;
      }
      rows.add(RowFactory.create("id-" + i, bytes, null));
    }
    return rows;
  }

  static Dataset<Row> frame(SparkSession spark, List<Row> rows) {
    return spark.createDataFrame(rows, ROWS);
  }

  static Map<String, Row> byId(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("id"), Function.identity()));
  }

  static Row row(Map<String, Row> byId, String id) {
    return Objects.requireNonNull(byId.get(id), id);
  }
}
