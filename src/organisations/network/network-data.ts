/** Parks that act as windows and clusters of a province; both without an area code of their own. */
export interface Province {
  readonly parks: readonly Place[];
  readonly clusters: readonly Place[];
}

interface Place {
  /** Area code of the city (or province) below which it lies. */
  readonly below: string;
  readonly name: string;
}

/**
 * What the list of administrative divisions does not name. A new entry goes to the end of its list: the id of a window
 * is made of its place there.
 */
export const PROVINCES: Readonly<Record<string, Province>> = {
  '43': {
    parks: [
      { below: '430100', name: '长沙高新技术产业开发区' },
      { below: '430100', name: '长沙经济技术开发区' },
      { below: '430100', name: '宁乡经济技术开发区' },
      { below: '430100', name: '浏阳经济技术开发区' },
      { below: '430100', name: '望城经济技术开发区' },
      { below: '430200', name: '株洲高新技术产业开发区' },
      { below: '430600', name: '岳阳经济技术开发区' },
      { below: '430700', name: '常德经济技术开发区' },
      { below: '430700', name: '常德高新技术产业开发区' },
      { below: '431000', name: '郴州高新技术产业开发区' },
      { below: '431200', name: '怀化高新技术产业开发区' },
      { below: '431300', name: '娄底经济技术开发区' },
    ],
    clusters: [
      { below: '430000', name: '电子信息' },
      { below: '430100', name: '工程机械' },
      { below: '430100', name: '浏阳烟花' },
      { below: '430200', name: '轨道交通装备' },
      { below: '430200', name: '芦淞服饰' },
      { below: '430200', name: '醴陵陶瓷' },
      { below: '430400', name: '输变电装备' },
      { below: '430500', name: '邵东五金' },
      { below: '430600', name: '石油化工' },
      { below: '430900', name: '安化黑茶' },
      { below: '430900', name: '益阳竹木' },
      { below: '431000', name: '有色金属' },
      { below: '431300', name: '钢铁新材料' },
    ],
  },
};
