import { latinNames, type Country } from './country.js';

/** Given names carry the middle name, as in `Nguyễn Văn An`. */
export const VIETNAM: Country = {
  code: 'VN',
  language: 'vi-VN',
  timeZone: 'Asia/Ho_Chi_Minh',
  currency: 'VND',
  perEuro: 27000,
  taxPercent: 10,
  phonePrefix: '+849',
  familyFirst: true,
  givenNames: latinNames(
    'Văn An, Thị Hương, Minh Đức, Ngọc Ánh, Quốc Bảo, Thu Hà, Đình Khôi, Thị Mỹ Duyên, Hữu Phước, ' +
      'Thanh Tâm, Văn Đạt, Bích Ngọc, Xuân Trường, Thị Tuyết, Gia Huy, Kim Chi, Công Vinh, ' +
      'Thùy Dương, Đức Thắng, Thị Lệ, Nhật Quang, Hồng Nhung, Tuấn Kiệt, Phương Thảo',
  ),
  familyNames: latinNames(
    'Nguyễn, Trần, Lê, Phạm, Hoàng, Huỳnh, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, ' +
      'Đoàn, Trịnh, Đinh, Mạc',
  ),
  streets: [
    'Trần Duy Hưng',
    'Nguyễn Huệ',
    'Lê Lợi',
    'Hai Bà Trưng',
    'Điện Biên Phủ',
    'Phạm Ngũ Lão',
    'Bạch Đằng',
    'Cách Mạng Tháng Tám',
  ],
  cities: [
    {
      name: 'Hà Nội',
      postalCode: '100000',
      region: 'Hà Nội',
      latitude: 21.0285,
      longitude: 105.8542,
    },
    {
      name: 'Thành phố Hồ Chí Minh',
      postalCode: '700000',
      region: 'Thành phố Hồ Chí Minh',
      latitude: 10.7769,
      longitude: 106.7009,
    },
    {
      name: 'Đà Nẵng',
      postalCode: '550000',
      region: 'Đà Nẵng',
      latitude: 16.0544,
      longitude: 108.2022,
    },
    {
      name: 'Cần Thơ',
      postalCode: '900000',
      region: 'Cần Thơ',
      latitude: 10.0452,
      longitude: 105.7469,
    },
    {
      name: 'Huế',
      postalCode: '530000',
      region: 'Thừa Thiên Huế',
      latitude: 16.4637,
      longitude: 107.5909,
    },
  ],
  streetLine: (street, number) => `${number} đường ${street}`,
};
