package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetRepair.Settings;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.RepairResult.MendedFiles;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineWriter;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ParsedLine;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.internal.files.FileSet;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a mender. */
public final class RepairRun {
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final String DROPPED = "dropped.jsonl";

  private final Settings settings;
  private final Path folder;
  private final MendedFiles files;
  private final Map<DatasetRole, Long> dropped = new EnumMap<>(DatasetRole.class);
  private long mendedCaptions;

  /** The result of a repair. */
  public record Result(
      MendedFiles files,
      Map<DatasetRole, Long> dropped,
      long images,
      long captions,
      ReportData before,
      ReportData after) {}

  public RepairRun(Settings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
    this.files =
        new MendedFiles(
            folder.resolve(TRAINING),
            settings.validation() == null ? null : folder.resolve(VALIDATION),
            folder.resolve(DROPPED));
  }

  public Result run(DatasetListener listener) throws IOException {
    refuseToOverwrite();
    LineFindings findings = new LineFindings(settings.droppedWarnings(), listener);
    ReportData before = settings.check(settings.training(), settings.validation(), findings);
    return write(findings, before);
  }

  private void refuseToOverwrite() throws IOException {
    for (Path target : new Path[] {files.training(), files.validation(), files.dropped()}) {
      for (ManifestSource original :
          new ManifestSource[] {settings.training(), settings.validation()}) {
        if (target != null && original != null && original.isIn(target)) {
          throw new InvalidRequestException(
              Violation.error(target.toString(), ViolationCodes.FILE_IN_USE)
                  .actual("the same file as the manifest " + original.location())
                  .remedy("write the repaired set to another folder")
                  .build());
        }
      }
    }
  }

  /** Writes and checks all files in a temporary folder, then puts them in place together. */
  private Result write(LineFindings findings, ReportData before) throws IOException {
    try (FileSet set = FileSet.in(folder, List.of(DROPPED, VALIDATION, TRAINING))) {
      ImageCopies copies = new ImageCopies(settings);
      LineRepair lines = new LineRepair(settings, findings, copies);
      ManifestSource validation = settings.validation();
      try (DroppedLineWriter reasons =
          new DroppedLineWriter(Files.newOutputStream(set.file(DROPPED)))) {
        write(DatasetRole.TRAINING, settings.training(), set.file(TRAINING), lines, reasons);
        if (validation != null) {
          write(DatasetRole.VALIDATION, validation, set.file(VALIDATION), lines, reasons);
        }
      }
      ReportData after =
          settings.check(
              ManifestSource.file(set.file(TRAINING), files.training()),
              files.validation() == null
                  ? null
                  : ManifestSource.file(set.file(VALIDATION), files.validation()),
              progress -> {});
      set.publish();
      return new Result(files, dropped, copies.count(), mendedCaptions, before, after);
    }
  }

  private void write(
      DatasetRole role,
      ManifestSource manifest,
      Path target,
      LineRepair mending,
      DroppedLineWriter reasons)
      throws IOException {
    try (LineWriter writer =
            new LineWriter(new BufferedOutputStream(Files.newOutputStream(target)));
        LineReader reader = new LineReader(manifest, settings.limits(), manifest.name());
        OrderedExecutor<RepairedLine> lines =
            new OrderedExecutor<>(AT_ONCE, line -> write(role, manifest, line, writer, reasons))) {
      while (reader.hasNext()) {
        ParsedLine line = reader.next();
        if (!line.isBlank()) {
          CompletableFuture<RepairedLine> mended = mending.mend(role, manifest.name(), line, lines);
          lines.add(mended);
        }
      }
      lines.finish();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  private void write(
      DatasetRole role,
      ManifestSource manifest,
      RepairedLine line,
      LineWriter writer,
      DroppedLineWriter reasons) {
    try {
      TrainingExample changed = line.changed();
      if (!line.problems().isEmpty()) {
        reasons.write(manifest.name(), line.original().number(), line.problems());
        dropped.merge(role, 1L, Long::sum);
      } else if (changed == null) {
        writer.write(line.original().bytes());
      } else {
        writer.write(changed);
      }
      mendedCaptions += line.hasNewCaption() ? 1 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
