import { Injectable } from '@nestjs/common';
import type { ImportKind } from '../../contracts/vocabulary.js';
import { writeXlsx } from '../../infra/spreadsheet/write-xlsx.js';
import { ImportKinds } from './import-kinds.js';

/** Tables to fill in: one sheet with headings and an example line, one that says what the columns take. */
@Injectable()
export class ImportTemplates {
  constructor(private readonly kinds: ImportKinds) {}

  async make(kind: ImportKind): Promise<{ name: string; bytes: Buffer }> {
    const { title, columns } = this.kinds.get(kind);
    const bytes = await writeXlsx([
      {
        name: title,
        header: columns.map((column) => column.title),
        rows: [columns.map(({ example }) => example)],
        widths: columns.map((column) => Math.max(12, column.title.length * 2, column.example.length * 1.6)),
      },
      {
        name: '填写说明',
        header: ['列', '说明', '示例'],
        rows: [
          ...columns.map((column) => [column.title, column.note, column.example]),
          ['', '示例行不会被导入, 可以保留; 列的顺序不限, 多余的列不读取; 每个文件最多 20000 行', ''],
        ],
        widths: [20, 70, 40],
      },
    ]);
    return { name: `${title}导入模板.xlsx`, bytes };
  }
}
